#include "net/work.h"

#include "base/arena.h"
#include "base/assert.h"
#include "net/internal.h"

_Static_assert(sizeof(uv_work_t) <= sizeof(((struct cv_work *)0)->private_),
               "the pool's part fits where it is kept");

static uv_work_t *part_of(struct cv_work *work)
{
    return (uv_work_t *)(void *)work->private_;
}

static void on_pool(uv_work_t *part)
{
    struct cv_work *work = part->data;

    work->run(work);
    cv_arena_thread_done(); /* nobody knows whether the thread is used again */
}

static void at_home(uv_work_t *part, int error)
{
    struct cv_work *work = part->data;
    struct cv_loop *loop = work->loop;

    work->skipped = error == UV_ECANCELED;
    work->done(work);
    cv_loop_closed(loop);
}

void cv_work_submit(struct cv_loop *loop, struct cv_work *work)
{
    uv_work_t *part = part_of(work);

    work->skipped = false;
    work->loop = loop;
    part->data = work;
    cv_loop_opened(loop);
    CV_ASSERT_EQ(uv_queue_work(&loop->uv, part, on_pool, at_home), 0);
}

void cv_work_cancel(struct cv_work *work)
{
    (void)uv_cancel((uv_req_t *)part_of(work)); /* EBUSY: it runs, and is done soon */
}
