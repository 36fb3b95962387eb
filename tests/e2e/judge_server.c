/* The judge service as a program, for clients of other languages. At its end it says on stdout how
 * many handlers it started and ended. */
#include "app/metrics.h"
#include "support/judge.h"

#include <stdio.h>

static struct judge judge;

static struct cv_status start(struct cv_app *app)
{
    return judge_serve(cv_app_server(app), &judge);
}

int main(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "judge",
        .summary = "shows every way a call can go",
        .default_listen = "127.0.0.1:0",
        .start = start,
        .metrics = &cv_metrics_door,
    };
    int code = cv_app_run(argc, argv, &SPEC);

    (void)printf("{\"event\":\"ended\",\"started\":%u,\"ended\":%u}\n", judge.started, judge.ended);
    return code;
}
