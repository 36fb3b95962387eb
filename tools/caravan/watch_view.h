/* What has been seen of a hub's log, counted, and as a picture for a terminal.
 *
 * Memory   The picture lives in the arena given. */
#ifndef CARAVAN_WATCH_VIEW_H
#define CARAVAN_WATCH_VIEW_H

#include "base/arena.h"
#include "caravan/logistics/v1/scan.pb-c.h"

#include <stdbool.h>

#define WATCH_STEPS  32
#define WATCH_CHUTES 512

struct watch_chute {
    char id[64];
    int64_t scans;
};

struct watch_counts {
    int64_t scans;
    int64_t steps[WATCH_STEPS];
    int64_t odd; /* strange: anomalies */
    struct watch_chute chutes[WATCH_CHUTES];
    size_t chute_count;
};

void watch_count(struct watch_counts *counts, const Caravan__Logistics__V1__ScanRecord *record);
/* One line, for a program or a file. */
void watch_print_record(const Caravan__Logistics__V1__ScanRecord *record);

/* What stands above the counts. */
struct watch_head {
    const char *hub;
    int64_t sequence;
    int64_t rate; /* scans a second, lately */
    bool caught_up;
    int64_t lost_s; /* since when there is no connection; -1: there is one */
    bool live;      /* say how to end */
};
/* NULL: out of memory. */
const char *watch_picture(struct watch_counts *counts, const struct watch_head *head,
                          struct cv_arena *arena);

#endif
