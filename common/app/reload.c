#include "app/reload.h"

#include "app/supervisor.h"
#include "base/arena.h"
#include "base/fault.h"
#include "base/log.h"
#include "net/loop.h"
#include "net/thread.h"
#include "net/tls.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#define TEXT_MAX 16384

struct cv_reload {
    struct cv_tls *tls;
    struct cv_tls *peer_tls; /* or NULL */
    const struct cv_supervisor *supervisor;
    struct cv_thread *thread; /* the last one; NULL: none yet */
    atomic_uint asked; /* signals not yet answered; whoever raises it from 0 starts a thread */
};

static void read_again(const struct cv_reload *reload)
{
    struct cv_arena arena;
    struct cv_status status;

    cv_arena_init(&arena, TEXT_MAX);
    cv_supervisor_reloading(reload->supervisor);
    status = cv_tls_reload(reload->tls, &arena);
    if (cv_ok(status) && reload->peer_tls != NULL)
        status = cv_tls_reload(reload->peer_tls, &arena);
    if (cv_ok(status))
        cv_log(CV_LOG_INFO, "tls_reloaded");
    else
        cv_log(CV_LOG_ERROR, "tls_not_reloaded", CV_LOG_TEXT("message", status.message));
    cv_supervisor_reloaded(reload->supervisor);
    cv_arena_release(&arena);
}

static void thread_main(void *arg)
{
    struct cv_reload *reload = arg;
    unsigned seen = atomic_load(&reload->asked);

    do
        read_again(reload);
    while (!atomic_compare_exchange_strong(&reload->asked, &seen, 0)); /* asked again meanwhile */
    cv_arena_thread_done();
}

static void on_hangup(void *arg, int number)
{
    struct cv_reload *reload = arg;

    (void)number;
    if (atomic_fetch_add(&reload->asked, 1) > 0)
        return;
    cv_thread_join(reload->thread); /* it has ended or is about to */
    if (cv_ok(cv_thread_start(&reload->thread, thread_main, reload)))
        return;
    atomic_store(&reload->asked, 0);
    cv_log(CV_LOG_ERROR, "tls_not_reloaded", CV_LOG_TEXT("message", "no thread for it"));
}

struct cv_status cv_reload_on_hangup(struct cv_loop *loop, struct cv_tls *tls,
                                     struct cv_tls *peer_tls,
                                     const struct cv_supervisor *supervisor,
                                     struct cv_reload **reload)
{
    struct cv_reload *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));

    *reload = made;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->tls = tls;
    made->peer_tls = peer_tls;
    made->supervisor = supervisor;
    return cv_loop_on_signal(loop, SIGHUP, on_hangup, made);
}

void cv_reload_free(struct cv_reload *reload)
{
    if (reload == NULL)
        return;
    cv_thread_join(reload->thread);
    free(reload);
}
