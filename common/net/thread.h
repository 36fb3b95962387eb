/* A thread and its end, for the layers above that know no pthread. */
#ifndef CV_NET_THREAD_H
#define CV_NET_THREAD_H

#include "base/status.h"

struct cv_thread;

/* RESOURCE_EXHAUSTED: the system gives none; *thread is then NULL. */
struct cv_status cv_thread_start(struct cv_thread **thread, void (*main)(void *arg), void *arg);
void cv_thread_join(struct cv_thread *thread); /* NULL is fine */

#endif
