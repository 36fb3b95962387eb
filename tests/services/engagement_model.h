/* What the Engagement service should do, as plainly as it can be said: arrays of all that was ever
 * recorded, and every figure worked out from them one by one. Shares no code with the service.
 *
 * Days are dates like 20240131, 0: none. Times are those the service recorded at. */
#ifndef TESTS_SERVICES_ENGAGEMENT_MODEL_H
#define TESTS_SERVICES_ENGAGEMENT_MODEL_H

#include "services/model_lines.h"

#include <stdbool.h>

#define IDS    5   /* of each noun */
#define EVENTS 400 /* of one thing */
#define LINES  2   /* of a donation */
#define CLAIMS 12  /* of a challenge */

enum noun {
    ACTIVITY,
    COUNT,
    DONATION,
    CHALLENGE,
    NOUNS
};

/* One version, movement or move. */
struct model_event {
    int64_t us;
    int64_t retracted_us; /* INT64_MAX: it stands */
    int32_t day;          /* of an activity and a count: its own */
    int move;             /* the number of the state or move */
    int64_t numbers[3];   /* persons, person-times, women; value, fewer; quantities */
    int site;             /* DISTRIBUTE; 0: north, 1: south */
    int reason;           /* EXPLAIN */
    int claim;            /* CLAIM, DELIVER, RETURN, ACCEPT */
    int by;
    int32_t claim_until, deliver_until; /* EXTEND */
    int64_t version;                    /* that was read; 0: any */
};

struct model_thing {
    struct model_event events[EVENTS]; /* the first is how it was created */
    int count;                         /* 0: there is none */
    int kind;                          /* of an activity; the measure of a count */
    int site;
    int32_t claim_until, deliver_until; /* as at first */
    int64_t reward;
    int64_t pledged[LINES];
    int64_t worth[LINES];
};

struct model {
    struct model_thing things[NOUNS][IDS];
};

struct model_command {
    enum noun noun;
    int id;
    bool create;
    struct model_thing thing; /* what a Create says, with its first event */
    struct model_event event; /* of the others */
};

/* Would the service accept it now? */
bool model_allows(const struct model *model, const struct model_command *command);
/* It did, at this time. */
void model_apply(struct model *model, const struct model_command *command, int64_t us);
/* All lines that the service's report should have; people in full, whatever may be shown of them.
 * `today`: the day of known_us. */
void model_report(const struct model *model, int32_t through, int64_t known_us, int32_t today,
                  struct model_report *report);

/* What has become of a challenge, once time has come to `day`. */
struct model_challenge {
    int state;
    int32_t claim_until, deliver_until, posted, accepted;
    int open; /* the claim that is; -1: none */
    bool late, delivered_once;
    int64_t claims, lapsed, delivered;
    bool used[CLAIMS];
    unsigned posters, makers; /* bits */
};
struct model_challenge model_challenge(const struct model_thing *challenge, int32_t day,
                                       int64_t known_us);

int32_t model_day_after(int32_t day, int days);

#endif
