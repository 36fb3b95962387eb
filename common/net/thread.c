#include "net/thread.h"

#include "base/assert.h"
#include "base/fault.h"

#include <pthread.h>
#include <stdlib.h>

struct cv_thread {
    pthread_t id;
    void (*main)(void *arg);
    void *arg;
};

static void *run(void *arg)
{
    struct cv_thread *thread = arg;

    thread->main(thread->arg);
    return NULL;
}

struct cv_status cv_thread_start(struct cv_thread **thread, void (*main)(void *arg), void *arg)
{
    struct cv_thread *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : malloc(sizeof(*made));

    *thread = NULL;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->main = main;
    made->arg = arg;
    if (pthread_create(&made->id, NULL, run, made) != 0) {
        free(made);
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "the system gives no more threads");
    }
    *thread = made;
    return CV_STATUS_OK;
}

void cv_thread_join(struct cv_thread *thread)
{
    if (thread == NULL)
        return;
    CV_ASSERT_EQ(pthread_join(thread->id, NULL), 0);
    free(thread);
}
