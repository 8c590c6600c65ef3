"""HTTP: the bytes of requests and answers, and what every request has."""
