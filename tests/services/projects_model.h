/* A service, and beside it everything it was told, in lists, with the time it says it recorded it.
 */
#ifndef TESTS_SERVICES_PROJECTS_MODEL_H
#define TESTS_SERVICES_PROJECTS_MODEL_H

#include "support/message_text.h"
#include "support/projects_bench.h"

/* How much of each there is at most. */
#define STEPS      700
#define PROJECTS   3
#define SITES      3
#define PARTNERS   2
#define INDICATORS 6

enum measure_of {
    BUDGET,
    COMMITTED,
    DISBURSED,
};

struct version {
    int64_t recorded_us;
    int title; /* "t7" */
    int32_t sectors[2];
    int32_t sites[SITES]; /* shares of "s0", "s1", "s2" */
    int partner;          /* -1: none */
    int32_t started_on;
};

/* What has versions. */
struct thing {
    struct version versions[STEPS];
    int count;
};

/* A record of money; its index is its id. */
struct entry {
    enum measure_of measure;
    int project;
    int from; /* a commitment: of which line; a disbursement: of which commitment */
    int site; /* -1: none */
    int year;
    int64_t minor;
    int32_t on;
    int64_t recorded_us;
    int64_t posted_us; /* INT64_MAX: not approved yet */
    bool reversal;
};

/* An observation; its index is its id. */
struct seen {
    int indicator;
    int project;
    int site;
    int subject;
    int32_t on;
    int64_t value;
    int64_t weight;
    int64_t recorded_us;
    int64_t reversed_us; /* INT64_MAX: not */
};

/* A report that must stay as it is. */
struct kept {
    const char *request;
    struct cv_slice answer;
};

struct model {
    struct service_bench bench;
    struct thing programme;
    struct thing partners[PARTNERS];
    struct thing projects[PROJECTS];
    struct thing indicators[INDICATORS];
    struct entry entries[STEPS];
    int entry_count;
    struct seen seen[STEPS];
    int seen_count;
    int64_t now_us;
    int64_t last_us; /* recorded */
    struct kept kept[STEPS];
    int kept_count;
};

extern struct model model;
extern const int MODEL_KINDS[INDICATORS][3]; /* kind, grain and decimals of each */

/* From 0 to count - 1. */
int model_some(int count);
int32_t model_some_day(void);
/* Microseconds. */
int64_t model_time(const Google__Protobuf__Timestamp *time);
/* "2025-03-31" */
const char *model_day(int32_t on);

/* Ask for what may be refused: the answer, or NULL. The text is that of the request. */
#define TRY(method, type, ...)                                                                     \
    PROJECTS_ASK(&model.bench, method,                                                             \
                 (const void *)model_request(&caravan__projects__v1__##type##_request__descriptor, \
                                             service_text(&model.bench, __VA_ARGS__)))

const ProtobufCMessage *model_request(const ProtobufCMessageDescriptor *type, const char *text);

/* A service with a programme, partners, projects and indicators. */
void model_up(unsigned seed);
void model_down(void);
/* Something is recorded, changed, reversed or refused, or the clock moves. */
void model_step(int number);

#endif
