/* Deciding for parcels on the belt, several in one transaction: what is asked, what the store
 * knows, the rule (sort/decision.h), the scan that keeps it, and the answer.
 *
 * There is no error for a parcel on the belt: whatever a request says, and whatever happens here,
 * its answer is one that the sorter can act on. What is wrong in a request counts as not said. */
#ifndef LOGISTICS_DECIDE_H
#define LOGISTICS_DECIDE_H

#include "caravan/logistics/v1/sort.pb-c.h"
#include "hub_unit.h"
#include "scan/scan.h"
#include "sort/decision.h"

struct decide_answer {
    enum sort_action action;
    enum sort_reason reason;
    int64_t plan_no;
    int32_t rounds;
    struct cv_id chute; /* "": none */
    bool bag_missing;
    bool reprice;
};

/* One parcel. No pointers: it outlives the request. */
struct decide_ask {
    int64_t track_id;
    struct scan_name name;
    char raw[SCAN_RAW_MAX + 1]; /* the number as it was read, where it is not kept so */
    struct cv_id key;           /* "": none */
    struct sort_parcel parcel;
    int64_t mm[3];
    uint64_t until_ns; /* cv_clock_ns(): a later answer comes too late */
    struct decide_answer answer;
    struct scan_result kept; /* of the scan of the number that keeps it */
};

/* On the loop. */
void decide_read(const Caravan__Logistics__V1__DecideSortRequest *request, uint64_t now_ns,
                 struct decide_ask *ask);
/* On a store thread, in a write: decide for all of them and keep it. */
struct cv_status decide_all(struct cv_books *books, const char *hub, struct decide_ask *asks,
                            size_t count);
/* It is committed: tell those who watch. */
void decide_tell(const struct decide_ask *asks, size_t count, struct logistics *service);
/* Back on the loop, with the status of the op. False: nobody waits any more, or there is no such
 * hub, and the call ends with it. */
bool decide_done(struct decide_ask *asks, size_t count, struct cv_status status, uint64_t now_ns);

/* The answer's message, whose texts are in `text`. */
#define DECIDE_TEXT (sizeof("hubs//chutes/") + 2 * CV_ID_MAX)
void decide_wire(const struct decide_ask *ask, const char *hub, char text[DECIDE_TEXT],
                 Caravan__Logistics__V1__SortDecision *message);

#endif
