/* caravan report without a word, and caravan report all: what the three services say as of the same
 * two dates, put together. A service that does not answer leaves its parts missing, and nothing
 * else.
 *
 * Memory   Answers live in the run's arena. */
#ifndef CARAVAN_REPORT_JOINED_H
#define CARAVAN_REPORT_JOINED_H

#include "caravan/events/v1/events.pb-c.h"
#include "caravan/projects/v1/indicator.pb-c.h"
#include "client.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "google/type/date.pb-c.h"

enum joined_service {
    JOINED_PROJECTS,
    JOINED_LOGISTICS,
    JOINED_TRAINING,
    JOINED_SERVICES
};

enum joined_kind {
    JOINED_PROGRAMME,
    JOINED_CORRIDORS,
    JOINED_HUBS,
    JOINED_SALES,
    JOINED_LEARNING,
    JOINED_PARTS
};

#define JOINED_MANY 100 /* corridors, and hubs */

struct joined_server {
    bool asked;
    struct client client;
    const Caravan__Events__V1__Delivery *delivery; /* to the projects service; NULL: unknown */
};

struct joined_part {
    const char *missing; /* why, for people; NULL: all of it is there */
    struct cv_status status;
    struct {
        const char *name; /* "hubs/west" */
        const ProtobufCMessage *message;
    } answers[JOINED_MANY];
    size_t count;
};

struct joined {
    const struct run *run;
    struct joined_server servers[JOINED_SERVICES];
    struct joined_part parts[JOINED_PARTS];
    char *programme;
    Google__Type__Date date;
    Google__Type__Date *through; /* NULL: all */
    Google__Protobuf__Timestamp time;
    Google__Protobuf__Timestamp *known_at; /* NULL: now */
    const Caravan__Projects__V1__Indicator **indicators;
    size_t indicator_count;
    bool some_corridors;       /* not all that there are were asked for */
    struct joined_call *first; /* private: those under way */
    struct joined_call **end;
};

/* Which service has the part, as it is called by people and by programs. */
extern const struct joined_part_of {
    enum joined_service service;
    const char *name;
    struct text title;
} JOINED_PARTS_OF[JOINED_PARTS];
extern const struct text JOINED_SERVICE_TITLES[JOINED_SERVICES];
extern const char *const JOINED_SERVICE_NAMES[JOINED_SERVICES];

/* The part, or the first of it; NULL: there is none. */
const void *joined_answer(const struct joined *joined, enum joined_kind part);
/* As of which instant the part is, or the earliest of it; NULL: of now, or it is not there. */
const Google__Protobuf__Timestamp *joined_known_at(const struct joined *joined,
                                                   enum joined_kind part);

void joined_print(const struct joined *joined);
/* False: out of memory. */
bool joined_print_json(const struct joined *joined);

/* What is asked of others than of the projects service: else the report is that of a programme. */
bool report_is_joined(const struct run *run);
enum exit_code report_joined(const struct run *run);

#endif
