#include "app/metrics.h"

#include "app/metrics_http.h"
#include "app/process.h"

struct door {
    struct cv_process process;
    struct cv_metric build;
    struct cv_metrics_http *http;
};

static struct cv_status open_door(struct cv_app *app, const struct cv_address *address,
                                  struct cv_address *bound, void **door)
{
    static const struct cv_metric_family BUILD = {
        .name = "caravan_build_info",
        .help = "Which service and version this is.",
        .kind = CV_METRIC_GAUGE,
        .labels = {"service", "version"},
    };
    struct cv_metrics *metrics = cv_app_metrics(app);
    struct door *made = cv_arena_zalloc(cv_app_arena(app), sizeof(*made));
    struct cv_status status;

    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->build = (struct cv_metric){
        .family = &BUILD, .values = {cv_app_spec(app)->name, CV_VERSION}, .value = 1};
    cv_metrics_add(metrics, &made->build);
    cv_process_watch(&made->process, metrics);
    status = cv_metrics_http_start(metrics, address, bound, &made->http);
    if (cv_ok(status))
        *door = made;
    return status;
}

static void close_door(void *arg)
{
    cv_metrics_http_stop(((struct door *)arg)->http);
}

const struct cv_app_door cv_metrics_door = {open_door, close_door};
