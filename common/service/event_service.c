#include "service/event_service.h"

#include "base/assert.h"

static void on_news(void *arg)
{
    struct cv_events *events = arg;

    cv_feed_post(&events->news);
    for (size_t i = 0; i < events->delivery_count; i++)
        cv_delivery_wake(&events->deliveries[i]);
}

struct cv_status cv_events_serve(struct cv_server *server, struct cv_events *events,
                                 struct cv_store *store, const char *source,
                                 const struct cv_event_effect *effects)
{
    const struct caravan_events_v1_events_handlers handlers = {
        .watch_events = &cv_watch_events,
        .deliver_events = &cv_deliver_events,
        .get_delivery = &cv_get_delivery,
        .list_parked_events = &cv_list_parked_events,
        .replay_event = &cv_replay_event,
        .drop_event = &cv_drop_event,
    };

    *events = (struct cv_events){.store = store, .source = source, .effects = effects};
    cv_feed_init(&events->news);
    cv_store_listen(store, on_news, events);
    return caravan_events_v1_events_serve(server, &handlers, events);
}

struct cv_status cv_events_deliver(struct cv_events *events, struct cv_app *app, const char *name)
{
    const struct cv_peer *peer = cv_app_peer(app, name);

    if (peer == NULL)
        return CV_STATUS_OK;
    CV_ASSERT_CMP(events->delivery_count, <, CV_EVENTS_RECEIVERS_MAX);
    return cv_delivery_begin(&events->deliveries[events->delivery_count++], events->store,
                             cv_server_loop(cv_app_server(app), 0), peer, events->source,
                             cv_app_metrics(app));
}

void cv_events_drain(struct cv_events *events)
{
    cv_feed_end(&events->news);
    for (size_t i = 0; i < events->delivery_count; i++)
        cv_delivery_end(&events->deliveries[i]);
}
