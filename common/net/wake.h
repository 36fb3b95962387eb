/* The way home to a loop thread from any other thread.
 *
 * Thread   cv_wake_post() from any thread; everything else on the loop thread.
 * Memory   An item is embedded in what it belongs to and borrowed from post until its `run`.
 * Ending   Each posted item runs exactly once, on the loop thread, in the order posted. One
 *          wake-up brings home everything posted since the last. Posting cannot fail. */
#ifndef CV_NET_WAKE_H
#define CV_NET_WAKE_H

#include "base/list.h"

struct cv_wake; /* one for each loop: cv_loop_wake() */
struct cv_wake_item;

typedef void cv_wake_run(struct cv_wake_item *item);

struct cv_wake_item {
    cv_wake_run *run;
    struct cv_list link; /* private */
};

void cv_wake_post(struct cv_wake *wake, struct cv_wake_item *item);

/* Post every item linked (by `link`) into `items` at once; `items` is empty afterwards. */
void cv_wake_post_all(struct cv_wake *wake, struct cv_list *items);

/* Something will be posted later: the loop stays alive until the matching release. A store holds
 * the wake from submit until done. Loop thread only. */
void cv_wake_hold(struct cv_wake *wake);
void cv_wake_release(struct cv_wake *wake);

#endif
