"""Who works at the demo company, in which teams, for whom."""

from __future__ import annotations

from graph.demo.rows import Person, Team

DEMO_ADMINISTRATOR = "psn_amara_okafor"

TEAMS: tuple[Team, ...] = (
    Team("team_company", "Lumen Coffee", "COMPANY", None, ("psn_ceo",)),
    Team(
        "team_product",
        "Product & Technology",
        "DEPARTMENT",
        "team_company",
        ("psn_amara_okafor",),
    ),
    Team("team_app", "Subscriber Experience", "TEAM", "team_product", ("psn_mateo_rojas",)),
    Team("team_platform", "Platform & Data", "TEAM", "team_product", ("psn_hyejin_park",)),
    Team("team_commercial", "Commercial", "DIVISION", "team_company", ("psn_lucia_ferrari",)),
    Team("team_growth", "Growth Marketing", "TEAM", "team_commercial", ("psn_noah_janssen",)),
    Team("team_offices", "Lumen for Offices", "TEAM", "team_commercial", ("psn_zeynep_aydin",)),
    Team(
        "team_care",
        "Customer Care",
        "TEAM",
        "team_commercial",
        ("psn_kwame_mensah", "psn_sofia_lindqvist"),
    ),
    Team("team_supply", "Coffee & Supply", "DIVISION", "team_company", ("psn_rajesh_iyer",)),
    Team("team_roastery", "Roastery & Sourcing", "TEAM", "team_supply", ("psn_ana_souza",)),
    Team("team_fulfilment", "Fulfilment", "TEAM", "team_supply", ("psn_piotr_nowak",)),
    Team("team_business", "Finance & People", "DEPARTMENT", "team_company", ("psn_helen_ward",)),
)

COMPANY = ("team_company",)
PRODUCT = ("team_product",)
APP = ("team_app",)
PLATFORM = ("team_platform",)
COMMERCIAL = ("team_commercial",)
GROWTH = ("team_growth",)
OFFICES = ("team_offices",)
CARE = ("team_care",)
SUPPLY = ("team_supply",)
ROASTERY = ("team_roastery",)
FULFILMENT = ("team_fulfilment",)
BUSINESS = ("team_business",)

PEOPLE: tuple[Person, ...] = (
    Person("psn_ceo", "Ingrid Tamm", None, COMPANY, "OWNER"),
    Person("psn_toomas_kask", "Toomas Kask", "psn_ceo", COMPANY, "ADMIN"),
    Person("psn_erik_holm", "Erik Holm", "psn_ceo", COMPANY, "VIEWER"),
    # Product & Technology
    Person("psn_amara_okafor", "Amara Okafor", "psn_ceo", PRODUCT, "ADMIN"),
    Person("psn_mei_tanaka", "Mei Tanaka", "psn_amara_okafor", PRODUCT + APP),
    Person("psn_omar_haddad", "Omar Haddad", "psn_amara_okafor", PRODUCT + CARE),
    Person("psn_mateo_rojas", "Mateo Rojas", "psn_amara_okafor", APP),
    Person("psn_linnea_berg", "Linnéa Berg", "psn_mateo_rojas", APP),
    Person("psn_arjun_mehta", "Arjun Mehta", "psn_mateo_rojas", APP),
    Person("psn_chloe_dubois", "Chloé Dubois", "psn_mei_tanaka", APP),
    Person("psn_yusuf_demir", "Yusuf Demir", "psn_mateo_rojas", APP),
    Person("psn_nadia_petrova", "Nadia Petrova", "psn_mateo_rojas", APP),
    Person("psn_ben_whitaker", "Ben Whitaker", "psn_mateo_rojas", APP),
    Person("psn_hyejin_park", "Park Hye-jin", "psn_amara_okafor", PLATFORM),
    Person("psn_oleksandr_bondar", "Oleksandr Bondar", "psn_hyejin_park", PLATFORM),
    Person("psn_fatima_alaoui", "Fatima-Zahra Alaoui", "psn_hyejin_park", PLATFORM),
    Person("psn_liam_oconnor", "Liam O’Connor", "psn_hyejin_park", PLATFORM),
    Person("psn_thandiwe_ndlovu", "Thandiwe Ndlovu", "psn_hyejin_park", PLATFORM),
    Person("psn_viktor_szabo", "Viktor Szabó", "psn_hyejin_park", PLATFORM),
    Person("psn_riya_sharma", "Riya Sharma", "psn_hyejin_park", PLATFORM + GROWTH),
    # Commercial
    Person("psn_lucia_ferrari", "Lucia Ferrari", "psn_ceo", COMMERCIAL),
    Person("psn_noah_janssen", "Noah Janssen", "psn_lucia_ferrari", GROWTH),
    Person("psn_camila_torres", "Camila Torres", "psn_noah_janssen", GROWTH),
    Person("psn_jonas_weber", "Jonas Weber", "psn_noah_janssen", GROWTH),
    Person("psn_aisha_rahman", "Aisha Rahman", "psn_noah_janssen", GROWTH),
    Person("psn_mikko_virtanen", "Mikko Virtanen", "psn_noah_janssen", GROWTH),
    Person("psn_sarah_cohen", "Sarah Cohen", "psn_noah_janssen", GROWTH),
    Person("psn_tuan_nguyen", "Nguyễn Anh Tuấn", "psn_noah_janssen", GROWTH, "VIEWER"),
    Person("psn_zeynep_aydin", "Zeynep Aydın", "psn_lucia_ferrari", OFFICES),
    Person("psn_pierre_lambert", "Pierre Lambert", "psn_zeynep_aydin", OFFICES),
    Person("psn_kristjan_magi", "Kristjan Mägi", "psn_zeynep_aydin", OFFICES),
    Person("psn_dalia_mansour", "Dalia Mansour", "psn_zeynep_aydin", OFFICES),
    Person("psn_hugo_almeida", "Hugo Almeida", "psn_zeynep_aydin", OFFICES),
    Person("psn_wanjiru_kamau", "Wanjirũ Kamau", "psn_zeynep_aydin", OFFICES),
    Person("psn_kwame_mensah", "Kwame Mensah", "psn_lucia_ferrari", CARE),
    Person("psn_sofia_lindqvist", "Sofia Lindqvist", "psn_kwame_mensah", CARE),
    Person("psn_jaan_mets", "Jaan Mets", "psn_sofia_lindqvist", CARE),
    Person("psn_maria_papadopoulou", "Maria Papadopoulou", "psn_sofia_lindqvist", CARE),
    Person("psn_ravi_chandran", "Ravi Chandran", "psn_kwame_mensah", CARE),
    Person("psn_elif_kaya", "Elif Kaya", "psn_sofia_lindqvist", CARE),
    Person("psn_dylan_price", "Dylan Price", "psn_kwame_mensah", CARE),
    # Coffee & Supply
    Person("psn_rajesh_iyer", "Rajesh Iyer", "psn_ceo", SUPPLY),
    Person("psn_ana_souza", "Ana Beatriz Souza", "psn_rajesh_iyer", ROASTERY),
    Person("psn_getachew_bekele", "Getachew Bekele", "psn_ana_souza", ROASTERY),
    Person("psn_marta_kowalska", "Marta Kowalska", "psn_ana_souza", ROASTERY),
    Person("psn_diego_vargas", "Diego Vargas", "psn_ana_souza", ROASTERY),
    Person("psn_siim_parn", "Siim Pärn", "psn_ana_souza", ROASTERY),
    Person("psn_hana_novakova", "Hana Nováková", "psn_ana_souza", ROASTERY),
    Person("psn_piotr_nowak", "Piotr Nowak", "psn_rajesh_iyer", FULFILMENT),
    Person("psn_birgit_oja", "Birgit Oja", "psn_piotr_nowak", FULFILMENT),
    Person("psn_abdul_karimi", "Abdul Karimi", "psn_piotr_nowak", FULFILMENT),
    Person("psn_emma_larsen", "Emma Larsen", "psn_piotr_nowak", FULFILMENT),
    Person("psn_carlos_mendez", "Carlos Méndez", "psn_piotr_nowak", FULFILMENT),
    Person("psn_nino_beridze", "Nino Beridze", "psn_piotr_nowak", FULFILMENT),
    # Finance & People
    Person("psn_helen_ward", "Helen Ward", "psn_ceo", BUSINESS, "ADMIN"),
    Person("psn_kaisa_laine", "Kaisa Laine", "psn_helen_ward", BUSINESS),
    Person("psn_samuel_adeyemi", "Samuel Adeyemi", "psn_helen_ward", BUSINESS),
    Person("psn_victor_ionescu", "Victor Ionescu", "psn_helen_ward", BUSINESS),
    Person("psn_julie_tremblay", "Julie Tremblay", "psn_helen_ward", BUSINESS),
    Person("psn_priit_sepp", "Priit Sepp", "psn_helen_ward", BUSINESS, "VIEWER"),
)
