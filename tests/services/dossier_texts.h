/* Dossiers of each noun as texts, for tests. */
#ifndef TESTS_SERVICES_DOSSIER_TEXTS_H
#define TESTS_SERVICES_DOSSIER_TEXTS_H

/* One move: its number in DevelopmentMove and its day. Has all that any move needs. */
#define MOVE(kind, day) "moves { move: DEVELOPMENT_MOVE_" kind " date: " day " reason: 'so' } "

#define AT_PROJECT "project: 'programmes/jw/projects/0042' "

/* The own fields of a new one of each noun. */
#define CERTIFICATION "title: 'Model village' subject: 'v1' kind: CERTIFICATION_KIND_VILLAGE_MODEL "
#define MILESTONE     "title: 'Roof closed' " AT_PROJECT "planned_date: 2025-03-31 "
#define ENTERPRISE                                                                                 \
    "title: 'Nails Ltd' subject: 'e1' kind: ENTERPRISE_KIND_SHOP "                                 \
    "line: 'hardware' "
#define TRADE_EVENT                                                                                \
    "title: 'Machinery fair' kind: TRADE_EVENT_KIND_FAIR start_date: 2025-05-01 "                  \
    "end_date: 2025-05-03 "
#define RESEARCH_EFFORT "title: 'Salt in the soil' line: 'cotton' institution: 'Academy' "
#define GRANT                                                                                      \
    "title: 'Dry rice' level: GRANT_LEVEL_PROVINCIAL grantor: 'Science office' "                   \
    "amount { currency: 'CNY' minor_units: 100 } "
#define PRODUCT "title: 'Apple vinegar' enterprise: 'programmes/jw/enterprises/made' "

/* A Create of a dossier; `thing` and `id` as literals. */
#define NEW(thing, id, fields)                                                                     \
    "parent: 'programmes/jw' " thing "_id: '" id "' " thing " { " fields "} "

#endif
