/* New certificates while the service runs: SIGHUP reads the files again, off the loop.
 *
 * Thread   That of the loop; freed after the loop has ended.
 * Ending   A broken file changes nothing; the log says what is wrong with it. */
#ifndef CV_APP_RELOAD_H
#define CV_APP_RELOAD_H

#include "base/status.h"

struct cv_reload;
struct cv_loop;
struct cv_supervisor;
struct cv_tls;

/* `peer_tls`: towards peers; may be NULL. `supervisor` is told. */
struct cv_status cv_reload_on_hangup(struct cv_loop *loop, struct cv_tls *tls,
                                     struct cv_tls *peer_tls,
                                     const struct cv_supervisor *supervisor,
                                     struct cv_reload **reload);
void cv_reload_free(struct cv_reload *reload); /* waits for one under way; NULL is fine */

#endif
