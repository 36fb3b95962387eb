/* The judge service as a program, for clients of other languages. */
#include "app/app.h"
#include "net/loop.h"
#include "support/judge.h"

static struct cv_status start(struct cv_app *app)
{
    static struct judge judge; /* one loop; as long as the process */

    judge.timers = cv_loop_timers(cv_server_loop(cv_app_server(app), 0));
    return judge_serve(cv_app_server(app), &judge);
}

int main(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "judge",
        .summary = "shows every way a call can go",
        .default_listen = "127.0.0.1:0",
        .start = start,
    };

    return cv_app_run(argc, argv, &SPEC);
}
