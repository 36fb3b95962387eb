/* caravan watch hub: what a hub's readers see, as it happens. On a terminal a table that renews
 * itself, elsewhere a line for each scan. When the server goes away it asks again, and goes on
 * behind the last scan it was told. */
#include "base/clock.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "enum_word.h"
#include "post.h"
#include "rpc/call.h"
#include "terminal.h"
#include "watch_view.h"

#include <string.h>
#include <unistd.h>

#define FILTER_MAX    100 /* of each kind, as the service takes them */
#define ARENA_BYTES   (64 * 1024 * 1024)
#define PICTURE_BYTES (1024 * 1024)
#define RENEW_NS      (250 * CV_NS_PER_MS)
/* Between two tries to connect again: at first, and at most. */
#define RETRY_FIRST_NS (200 * CV_NS_PER_MS)
#define RETRY_MOST_NS  (5 * CV_NS_PER_S)

struct watch {
    struct client client;
    struct run *run;
    const char *hub; /* "hubs/west" */
    bool once;       /* end when there is no more */
    Caravan__Logistics__V1__ScanFilter filter;
    struct terminal terminal;

    struct watch_counts counts;
    int64_t sequence;
    bool known; /* where we are in the log */
    bool caught_up;
    bool told; /* that the connection is lost */

    uint64_t drawn_ns;
    int64_t drawn_scans;
    int64_t rate;
    uint64_t lost_ns; /* since when there is no connection; 0: there is one */

    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    struct cv_scope scope;
    struct cv_arena arena;
    bool heard;
    bool ended;
};

/* ---- what is heard ---- */

static void take(struct watch *watch, const Caravan__Logistics__V1__WatchHubResponse *heard)
{
    for (size_t i = 0; i < heard->n_records; i++) {
        watch_count(&watch->counts, heard->records[i]);
        if (!watch->terminal.live && !watch->once)
            watch_print_record(heard->records[i]);
    }
    if (!watch->terminal.live && heard->n_records > 0)
        (void)fflush(stdout); /* whoever reads it reads it now */
    watch->sequence = heard->sequence;
    watch->caught_up = heard->caught_up;
    watch->known = true;
    watch->lost_ns = 0;
}

static void on_received(struct cv_receive *op)
{
    struct watch *watch = CV_CONTAINER_OF(op, struct watch, receive);

    watch->heard = true;
    if (!cv_ok(op->status) || op->message == NULL)
        return;
    take(watch, (const Caravan__Logistics__V1__WatchHubResponse *)op->message);
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
    struct watch *watch = CV_CONTAINER_OF(op, struct watch, start);

    watch->ended = true;
    watch->heard = true;
}

/* ---- the picture ---- */

static void draw(struct watch *watch)
{
    const struct watch_head head = {
        .hub = watch->hub,
        .sequence = watch->sequence,
        .rate = watch->rate,
        .caught_up = watch->caught_up,
        .lost_s =
            watch->lost_ns == 0 ? -1 : (int64_t)((cv_clock_ns() - watch->lost_ns) / CV_NS_PER_S),
        .live = watch->terminal.live,
    };
    struct cv_arena arena;
    const char *picture;

    cv_arena_init(&arena, PICTURE_BYTES);
    picture = watch_picture(&watch->counts, &head, &arena);
    if (picture != NULL && watch->terminal.live)
        terminal_show(&watch->terminal, picture);
    else if (picture != NULL)
        (void)fputs(picture, stdout);
    cv_arena_release(&arena);
}

/* A few times a second, and when the terminal's size has changed. */
static void renew(struct watch *watch)
{
    uint64_t now_ns = cv_clock_ns();
    uint64_t since_ns = now_ns - watch->drawn_ns;

    if (!watch->terminal.live)
        return;
    if (since_ns >= RENEW_NS) {
        watch->rate = (watch->counts.scans - watch->drawn_scans) * (int64_t)CV_NS_PER_S /
                      (int64_t)(since_ns + 1);
        watch->drawn_ns = now_ns;
        watch->drawn_scans = watch->counts.scans;
        draw(watch);
    } else if (terminal_resized()) {
        draw(watch);
    }
}

/* ---- the call ---- */

static void begin(struct watch *watch, bool from_now)
{
    Caravan__Logistics__V1__WatchHubRequest request =
        CARAVAN__LOGISTICS__V1__WATCH_HUB_REQUEST__INIT;

    request.parent = (char *)(uintptr_t)watch->hub;
    request.resume_sequence = watch->sequence;
    request.from_now = from_now;
    request.filter = &watch->filter;
    cv_arena_init(&watch->arena, ARENA_BYTES);
    watch->scope = (struct cv_scope){.arena = &watch->arena, .deadline_ns = CV_NEVER};
    watch->start = (struct cv_start){
        .method = post_method(&caravan_logistics_v1_hubs_type, "WatchHub"),
        .scope = &watch->scope,
        .done = on_ended,
    };
    watch->send = (struct cv_send){.done = on_sent};
    watch->receive = (struct cv_receive){.done = on_received};
    watch->ended = false;
    cv_call_start(watch->client.channel, &watch->start);
    if (watch->start.call == NULL)
        return;
    cv_call_send(watch->start.call, &watch->send, &request.base);
    cv_call_close_send(watch->start.call);
    cv_call_receive(watch->start.call, &watch->receive);
}

/* Until the call ends; its status. Texts live in the run's arena. */
static struct cv_status follow(struct watch *watch, bool from_now)
{
    struct cv_arena *arena = watch->run->arena;
    bool left = false;
    struct cv_status status;

    begin(watch, from_now);
    while (!watch->ended) {
        watch->heard = false;
        (void)client_run_some(&watch->client, &watch->heard);
        renew(watch);
        if (!left && terminal_wants_end(&watch->terminal)) {
            left = true;
            cv_call_cancel(watch->start.call);
        }
    }
    status = watch->start.status;
    status.message = status.message == NULL ? NULL : cv_arena_string(arena, status.message);
    status.reason = status.reason == NULL ? NULL : cv_arena_string(arena, status.reason);
    status.field = status.field == NULL ? NULL : cv_arena_string(arena, status.field);
    cv_arena_release(&watch->arena);
    return status;
}

/* ---- again and again ---- */

/* Elsewhere than on a terminal it is said once. */
static void tell_lost(struct watch *watch)
{
    if (watch->lost_ns == 0)
        watch->lost_ns = cv_clock_ns();
    if (watch->terminal.live || watch->told)
        return;
    watch->told = true;
    (void)fputs(T("caravan watch: the connection is lost; trying again\n",
                  "caravan watch：连接已断开，正在重试\n"),
                stderr);
}

/* Keeps the picture fresh meanwhile. False: somebody wants to end. */
static bool wait_ns(struct watch *watch, uint64_t ns)
{
    uint64_t until_ns = cv_clock_ns() + ns;
    bool never = false;

    while (cv_clock_ns() < until_ns) {
        if (terminal_wants_end(&watch->terminal))
            return false;
        (void)client_run_some(&watch->client, &never);
        renew(watch);
    }
    return true;
}

/* A server that starts again is asked again, on a new connection, and told where we were; twice as
 * long after each try that brought nothing. */
static enum exit_code watch_on(struct watch *watch, bool from_now)
{
    uint64_t retry_ns = RETRY_FIRST_NS;

    for (;;) {
        int64_t before = watch->sequence;
        struct cv_status status = follow(watch, from_now && !watch->known);

        if ((watch->once && watch->caught_up) || terminal_wants_end(&watch->terminal))
            return EXIT_DONE;
        if (status.code != CV_UNAVAILABLE || !watch->known) {
            terminal_close(&watch->terminal); /* what is said is to be read */
            return client_complain(&watch->client, status);
        }
        retry_ns = watch->sequence > before ? RETRY_FIRST_NS : retry_ns;
        tell_lost(watch);
        if (!wait_ns(watch, retry_ns))
            return EXIT_DONE;
        retry_ns = retry_ns * 2 < RETRY_MOST_NS ? retry_ns * 2 : RETRY_MOST_NS;
        client_close(&watch->client);
        if (client_open_logistics(&watch->client, watch->run) != EXIT_DONE)
            return EXIT_FAILED;
    }
}

/* ---- the command ---- */

static enum exit_code watch_whole(struct watch *watch, bool from_now)
{
    enum exit_code code;

    terminal_open(&watch->terminal);
    if (watch->once)
        terminal_close(&watch->terminal); /* one picture, at the end */
    code = watch_on(watch, from_now);
    terminal_close(&watch->terminal);
    return code;
}

/* What was counted stays on the screen, or with --once is the answer. */
static void draw_last(struct watch *watch)
{
    if (watch->once || isatty(STDOUT_FILENO) != 0)
        draw(watch);
}

/* The values of an option that may be given several times. */
static enum exit_code read_list(const struct run *run, const char *option, char ***list,
                                size_t *count)
{
    const char *text;

    *list = cv_arena_array(run->arena, FILTER_MAX, sizeof(**list));
    if (*list == NULL)
        return EXIT_FAILED;
    for (*count = 0; (text = run_option_nth(run, option, *count)) != NULL; ++*count) {
        const char *wrong;
        const char *id;

        if (*count == FILTER_MAX)
            return run_refuse_option(run, option, "%s", T("is given too often", "给出次数过多"));
        wrong = cell_id(text, run->arena, &id);
        if (wrong != NULL)
            return run_refuse_option(run, option, "%s", wrong);
        (*list)[*count] = (char *)(uintptr_t)id;
    }
    return EXIT_DONE;
}

static enum exit_code read_steps(const struct run *run, Caravan__Logistics__V1__ScanFilter *filter)
{
    const char *text;

    filter->steps = cv_arena_array(run->arena, FILTER_MAX, sizeof(*filter->steps));
    if (filter->steps == NULL)
        return EXIT_FAILED;
    for (; (text = run_option_nth(run, "--step", filter->n_steps)) != NULL; filter->n_steps++) {
        int step;

        if (filter->n_steps == FILTER_MAX ||
            !enum_read(&caravan__logistics__v1__scan_step__descriptor, text, strlen(text), &step))
            return run_refuse_option(run, "--step",
                                     T("must be a step such as diverted or no-read, not %s",
                                       "必须是环节，如落格、未识读，而不是 %s"),
                                     text);
        filter->steps[filter->n_steps] = (Caravan__Logistics__V1__ScanStep)step;
    }
    return EXIT_DONE;
}

static enum exit_code read_filter(const struct run *run, Caravan__Logistics__V1__ScanFilter *filter)
{
    enum exit_code code;

    caravan__logistics__v1__scan_filter__init(filter);
    filter->anomalies_only = run_option(run, "--strange") != NULL;
    code = read_steps(run, filter);
    if (code == EXIT_DONE)
        code = read_list(run, "--chute", &filter->chutes, &filter->n_chutes);
    if (code == EXIT_DONE)
        code = read_list(run, "--reader", &filter->readers, &filter->n_readers);
    return code;
}

static enum exit_code read_run(struct watch *watch, int64_t *sequence)
{
    const struct run *run = watch->run;
    const char *from = run_option(run, "--resume");
    const char *wrong;
    const char *id;

    if (strcmp(run->operands[0], "hub") != 0) {
        (void)fprintf(
            stderr,
            T("caravan watch: there is only hub, not %s\n", "caravan watch：只有 hub，没有 %s\n"),
            text_printable(run->operands[0], run->arena));
        return EXIT_USAGE;
    }
    wrong = cell_id(run_option(run, "--hub"), run->arena, &id);
    if (wrong != NULL)
        return run_refuse_option(run, "--hub", "%s", wrong);
    watch->hub = cv_arena_printf(run->arena, "hubs/%s", id);
    wrong = from == NULL ? NULL : cell_integer(from, 0, INT64_MAX / 2, run->arena, sequence);
    if (wrong != NULL)
        return run_refuse_option(run, "--resume", "%s", wrong);
    return read_filter(run, &watch->filter);
}

static enum exit_code run_watch(struct run *run)
{
    bool resumes = run_option(run, "--resume") != NULL;
    struct watch *watch = cv_arena_zalloc(run->arena, sizeof(*watch));
    enum exit_code code;

    if (watch == NULL)
        return EXIT_FAILED;
    watch->run = run;
    watch->once = run_option(run, "--once") != NULL;
    code = read_run(watch, &watch->sequence);
    if (code != EXIT_DONE)
        return code;
    watch->drawn_ns = cv_clock_ns();
    code = client_open_logistics(&watch->client, run);
    if (code == EXIT_DONE)
        code = watch_whole(watch, !resumes && !watch->once);
    client_close(&watch->client);
    if (code == EXIT_DONE)
        draw_last(watch);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--hub",
     .value = "ID",
     .variable = "CARAVAN_HUB",
     .fallback = "west",
     .help = {"which hub", "哪个分拨中心"}},
    {.name = "--step",
     .value = "STEP",
     .repeated = true,
     .help = {"only scans of this step, such as no-read; this and the\nnext two may be given more "
              "than once",
              "仅该环节，如未识读；本项和下两项可多次给出"}},
    {.name = "--chute",
     .value = "ID",
     .repeated = true,
     .help = {"only of this chute", "仅该格口"}},
    {.name = "--reader",
     .value = "ID",
     .repeated = true,
     .help = {"only by this reader", "仅该读码器"}},
    {.name = "--strange", .help = {"only what was strange", "仅异常"}},
    {.name = "--resume",
     .value = "SEQUENCE",
     .help = {"begin behind this place of the hub's log; otherwise with what comes now",
              "从日志的该序号之后开始；默认从现在开始"}},
    {.name = "--once",
     .help = {"count all that is in the log behind --resume, and end",
              "统计日志中 --resume 之后的全部内容后退出"}},
    CLIENT_LOGISTICS,
    {.name = NULL},
};

const struct command command_watch = {
    .name = "watch",
    .operands = "hub",
    .operands_min = 1,
    .operands_max = 1,
    .calls = true,
    .options = OPTIONS,
    .summary = {"what a hub's readers see, as it happens", "实时查看分拨中心"},
    .help = {"A table on a terminal, which q ends; elsewhere a line for each scan: place in the "
             "log, time, step,\ncarrier, number, reader, chute, what is strange. Ctrl-C ends it, "
             "too. When the service goes away it\nasks again until it is back, and goes on where "
             "it was.\n",
             "终端上显示实时表格，按 q 结束；否则每次扫描一行：序号、时间、环节、承运商、单号、"
             "读码器、\n格口、异常。也可按 Ctrl-C 结束。服务中断时自动重试，恢复后从断点继续。\n"},
    .run = run_watch,
};
