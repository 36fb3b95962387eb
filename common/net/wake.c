#include "net/wake.h"

#include "base/assert.h"
#include "net/internal.h"

static void on_async(uv_async_t *async)
{
    struct cv_wake *wake = CV_CONTAINER_OF(async, struct cv_wake, async);
    struct cv_list items;
    struct cv_list *node;

    pthread_mutex_lock(&wake->lock);
    cv_list_move(&wake->items, &items);
    wake->signalled = false;
    pthread_mutex_unlock(&wake->lock);
    while ((node = cv_list_pop(&items)) != NULL) {
        struct cv_wake_item *item = CV_CONTAINER_OF(node, struct cv_wake_item, link);

        item->run(item);
    }
}

struct cv_status cv_wake_init(struct cv_wake *wake, uv_loop_t *uv)
{
    int error = uv_async_init(uv, &wake->async, on_async);

    if (error != 0)
        return cv_net_status(error);
    CV_ASSERT_EQ(pthread_mutex_init(&wake->lock, NULL), 0);
    cv_list_init(&wake->items);
    return CV_STATUS_OK;
}

void cv_wake_close(struct cv_wake *wake)
{
    CV_ASSERT(cv_list_empty(&wake->items));
    pthread_mutex_destroy(&wake->lock);
    uv_close((uv_handle_t *)&wake->async, NULL);
}

/* Append all of `from` to `to`. */
static void join(struct cv_list *to, struct cv_list *from)
{
    if (cv_list_empty(from))
        return;
    to->prev->next = from->next;
    from->next->prev = to->prev;
    from->prev->next = to;
    to->prev = from->prev;
    cv_list_init(from);
}

void cv_wake_post_all(struct cv_wake *wake, struct cv_list *items)
{
    bool signal;

    if (cv_list_empty(items))
        return;
    pthread_mutex_lock(&wake->lock);
    join(&wake->items, items);
    signal = !wake->signalled;
    wake->signalled = true;
    /* Under the lock: once the items have run the loop may be freed by whoever waited for them. */
    if (signal)
        uv_async_send(&wake->async);
    pthread_mutex_unlock(&wake->lock);
}

void cv_wake_post(struct cv_wake *wake, struct cv_wake_item *item)
{
    struct cv_list items;

    cv_list_init(&items);
    cv_list_push(&items, &item->link);
    cv_wake_post_all(wake, &items);
}

void cv_wake_hold(struct cv_wake *wake)
{
    wake->holds++;
}

void cv_wake_release(struct cv_wake *wake)
{
    CV_ASSERT_CMP(wake->holds, >, 0);
    wake->holds--;
}
