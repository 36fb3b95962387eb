/* caravan events: what a service tells others, as it happens; and what a receiver refused of it. */
#include "base/clock.h"
#include "base/time_text.h"
#include "caravan/events/v1/events.caravan.h"
#include "commands.h"
#include "operation.h"
#include "post.h"
#include "rpc/call.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define PARKED      "receivers/@/events/@"

/* ---- what was refused ---- */

#define EVENTS(name) .service = &caravan_events_v1_events_type, .method = (name)

static const struct operation OPERATIONS[] = {
    {.verb = "delivery",
     .help = {"How far a receiver has got", "接收方已接收到哪里"},
     EVENTS("GetDelivery"),
     .arguments = {{"RECEIVER", "name", POST_NAME, "receivers/@", .required = true}}},
    {.verb = "parked",
     .help = {"What a receiver refused: tried again, or parked after ten tries",
              "被接收方拒绝的事件：等待重试，或十次后搁置"},
     EVENTS("ListParkedEvents"),
     .arguments = {{"RECEIVER", "parent", POST_NAME, "receivers/@", .required = true}},
     .rows = "parked_events",
     .columns = {{{"Event", "事件"}, "name"},
                 {{"Subject", "对象"}, "event.subject"},
                 {{"Type", "类型"}, "event.type"},
                 {{"Tries", "次数"}, "tries"},
                 {{"Parked", "搁置于"}, "park_time"},
                 {{"Reason", "原因"}, "reason"},
                 {{"Message", "说明"}, "message"}}},
    {.verb = "replay",
     .help = {"Try one again now, named as RECEIVER/EVENT", "立即重试一个事件：接收方/事件"},
     EVENTS("ReplayEvent"),
     .arguments = {{"EVENT", "name", POST_NAME, PARKED, .required = true}}},
    {.verb = "drop",
     .help = {"Give one up, so that those after it go on", "放弃一个事件，使其后的继续投递"},
     EVENTS("DropEvent"),
     .arguments = {{"EVENT", "name", POST_NAME, PARKED, .required = true},
                   {"--reason", "reason", POST_TEXT, .required = true}}},
    {.verb = NULL},
};

/* ---- what is told ---- */

struct watch {
    struct client client;
    bool once; /* end when all there was has been told */
    bool caught_up;
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    struct cv_scope scope;
    struct cv_arena arena;
    bool ended;
};

static void print(const Caravan__Events__V1__Event *event)
{
    char time[CV_TIME_TEXT_MAX] = "";

    if (event->recorded_time != NULL)
        (void)cv_time_text_print_timestamp(
            (struct cv_time_value){event->recorded_time->seconds, event->recorded_time->nanos},
            time);
    (void)printf("%lld\t%s\t%s\t%s\t%lld\n", (long long)event->sequence, time, event->type,
                 event->subject, (long long)event->subject_sequence);
    (void)fflush(stdout); /* whoever reads it reads it now */
}

static void on_received(struct cv_receive *op)
{
    struct watch *watch = CV_CONTAINER_OF(op, struct watch, receive);
    const Caravan__Events__V1__WatchEventsResponse *heard;

    if (!cv_ok(op->status) || op->message == NULL)
        return;
    heard = (const Caravan__Events__V1__WatchEventsResponse *)op->message;
    if (heard->event != NULL)
        print(heard->event);
    watch->caught_up |= heard->caught_up;
    if (watch->once && watch->caught_up)
        cv_call_cancel(watch->start.call);
    else
        cv_call_receive(watch->start.call, &watch->receive);
}

static void on_sent(struct cv_send *op)
{
    (void)op;
}

static void on_ended(struct cv_start *op)
{
    CV_CONTAINER_OF(op, struct watch, start)->ended = true;
}

static enum exit_code follow(struct watch *watch, int64_t resume)
{
    Caravan__Events__V1__WatchEventsRequest request =
        CARAVAN__EVENTS__V1__WATCH_EVENTS_REQUEST__INIT;
    enum exit_code code = EXIT_DONE;

    request.resume_sequence = resume;
    cv_arena_init(&watch->arena, ARENA_BYTES);
    watch->scope = (struct cv_scope){.arena = &watch->arena, .deadline_ns = CV_NEVER};
    watch->start = (struct cv_start){
        .method = post_method(&caravan_events_v1_events_type, "WatchEvents"),
        .scope = &watch->scope,
        .done = on_ended,
    };
    watch->send = (struct cv_send){.done = on_sent};
    watch->receive = (struct cv_receive){.done = on_received};
    cv_call_start(watch->client.channel, &watch->start);
    if (watch->start.call != NULL) {
        cv_call_send(watch->start.call, &watch->send, &request.base);
        cv_call_close_send(watch->start.call);
        cv_call_receive(watch->start.call, &watch->receive);
    }
    client_run_until(&watch->client, &watch->ended);
    if (!watch->once || !watch->caught_up)
        code = client_complain(&watch->client, watch->start.status);
    cv_arena_release(&watch->arena);
    return code;
}

static enum exit_code run_watch(struct run *run, bool once)
{
    const char *after = run_option(run, "--after");
    struct watch watch = {.once = once};
    enum exit_code code;
    int64_t resume;
    char *end;

    resume = strtoll(after, &end, 10);
    if (*end != '\0' || end == after || resume < 0)
        return run_refuse_option(run, "--after", "%s",
                                 T("must be the number of an event, or 0", "必须是事件编号，或 0"));
    code = client_open_service(&watch.client, run, &caravan_events_v1_events_type);
    if (code == EXIT_DONE)
        code = follow(&watch, resume);
    client_close(&watch.client);
    return code;
}

/* ---- the command ---- */

static enum exit_code run_events(struct run *run)
{
    const char *verb = run->operands[0];

    if (run->operand_count == 1 && (strcmp(verb, "list") == 0 || strcmp(verb, "watch") == 0))
        return run_watch(run, strcmp(verb, "list") == 0);
    return operation_run(run, OPERATIONS);
}

static void help_events(FILE *out)
{
    operations_print("events", OPERATIONS, out);
}

static const struct option OPTIONS[] = {
    {.name = "--of",
     .value = "SERVICE",
     .fallback = "logistics",
     .help = {"whose: projects (where --server is), logistics or training",
              "哪个服务的事件：projects（--server）、logistics 或 training"}},
    {.name = "--after",
     .value = "NUMBER",
     .fallback = "0",
     .help = {"list and watch: only events after this one; 0: all that are kept",
              "list 与 watch：仅此编号之后的事件；0 为全部保留的事件"}},
    {.name = "--reason", .value = "TEXT", .help = {"why it is given up", "放弃的原因"}},
    CLIENT_LOGISTICS,
    CLIENT_TRAINING,
    OPERATION_OUTPUT,
    {.name = NULL},
};

const struct command command_events = {
    .name = "events",
    .operands = "list|watch|VERB ...",
    .operands_min = 1,
    .operands_max = 2,
    .calls = true,
    .summary = {"what a service tells others, and what they refused",
                "服务对外发布的事件，以及被拒绝的事件"},
    .help = {"  list   all that are kept: number, time, type, subject and its number, by tabs\n"
             "  watch  the same, and then what comes, until it is interrupted\n"
             "What an event says in full: caravan call SERVER "
             "caravan.events.v1.Events/WatchEvents\n",
             "  list   全部保留的事件：编号、时间、类型、对象及其序号，以制表符分隔\n"
             "  watch  同上，并继续显示新事件，直到中断\n"
             "事件的完整内容：caravan call SERVER caravan.events.v1.Events/WatchEvents\n"},
    .help_more = help_events,
    .options = OPTIONS,
    .run = run_events,
};
