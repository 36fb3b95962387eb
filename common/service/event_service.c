#include "service/event_service.h"

static void on_news(void *arg)
{
    struct cv_events *events = arg;

    cv_feed_post(&events->news);
}

struct cv_status cv_events_serve(struct cv_server *server, struct cv_events *events,
                                 struct cv_store *store, const char *source)
{
    const struct caravan_events_v1_events_handlers handlers = {
        .watch_events = &cv_watch_events,
    };

    *events = (struct cv_events){.store = store, .source = source};
    cv_feed_init(&events->news);
    cv_store_listen(store, on_news, events);
    return caravan_events_v1_events_serve(server, &handlers, events);
}

void cv_events_drain(struct cv_events *events)
{
    cv_feed_end(&events->news);
}
