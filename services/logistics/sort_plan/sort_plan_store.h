/* Sort plans in the store, and which is active when. */
#ifndef LOGISTICS_SORT_PLAN_STORE_H
#define LOGISTICS_SORT_PLAN_STORE_H

#include "number.h"
#include "sort/decision.h"
#include "sort_plan/plan_check.h"

#define SORT_PLAN_ENDLESS INT64_MAX /* until_us of a plan that nothing follows */

struct sort_plan {
    int64_t no; /* its version on the wire */
    const char *id;
    const char *title;
    bool validated;
    bool put_away;
    int64_t max_rounds;
    int64_t max_grams; /* 0: no limit */
    int64_t max_mm;
    int64_t from_us; /* 0: it has no instant */
    int64_t until_us;
    int64_t version;
    int64_t created_us;
    int64_t updated_us;
    struct plan_entry *entries; /* in the order given; not of a list */
    size_t entry_count;
};

/* ---- of scans and decisions ---- */

/* The plan active at an instant; plan_no 0: none. */
struct cv_status sort_plan_at(struct cv_books *books, int64_t hub_no, int64_t at_us,
                              struct sort_limits *limits);
/* The same, and for which instants that is the answer: [from_us, until_us). */
struct sort_plan_span {
    int64_t no;
    int64_t from_us;
    int64_t until_us;
};
struct cv_status sort_plan_span(struct cv_books *books, int64_t hub_no, int64_t at_us,
                                struct sort_plan_span *span);
/* The chutes of a lane, and for LANE_DESTINATION of a key, by rank. */
struct cv_status sort_plan_chutes(struct cv_books *books, int64_t hub_no, int64_t plan_no,
                                  enum sort_lane lane, const char *key, struct sort_chutes *chutes);
/* Is this chute in the plan, for whatever? */
struct cv_status sort_plan_has_chute(struct cv_books *books, int64_t hub_no, int64_t plan_no,
                                     int64_t chute_no, bool *has);

/* ---- of its methods ---- */

/* Sets number, version and times. The entries' chutes are looked up: NOT_FOUND, with the field. */
struct cv_status sort_plan_insert(struct cv_books *books, int64_t hub_no, struct sort_plan *plan);
struct cv_status sort_plan_get(struct cv_books *books, int64_t hub_no, const char *id,
                               struct sort_plan *plan);
/* All but the entries, and these too. Sets version and updated_us. ABORTED when its version is no
 * longer the newest. */
struct cv_status sort_plan_replace(struct cv_books *books, int64_t hub_no, struct sort_plan *plan);
struct cv_status sort_plan_replace_entries(struct cv_books *books, int64_t hub_no,
                                           struct sort_plan *plan);
/* Into plan->entries. */
struct cv_status sort_plan_entries(struct cv_books *books, int64_t hub_no, struct sort_plan *plan);
struct cv_status sort_plan_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed);

/* Give `plan`, which has none, its instant: that before it ends then, and it ends where the one
 * after it begins. FAILED_PRECONDITION, INSTANT_TAKEN. */
struct cv_status sort_plan_schedule(struct cv_books *books, int64_t hub_no, struct sort_plan *plan,
                                    int64_t from_us);
/* Take its instant, which is yet to come: that before it goes on. */
struct cv_status sort_plan_unschedule(struct cv_books *books, int64_t hub_no,
                                      struct sort_plan *plan);

#endif
