/* caravan watch hub: what a hub's readers see, as it happens. On a terminal a table that renews
 * itself, elsewhere a line for each scan. When the server goes away it asks again, and goes on
 * behind the last scan it was told. */
#include "base/clock.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "post.h"
#include "report_view.h"
#include "rpc/call.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARENA_BYTES  (64 * 1024 * 1024)
#define RENEW_NS     (250 * CV_NS_PER_MS)
#define STEPS        32
#define CHUTES       512
#define CHUTES_SHOWN 12
#define TRIES_MAX    50 /* of connecting again, a tenth of a second apart */

struct chute_count {
    char id[64];
    int64_t scans;
};

struct watch {
    struct client client;
    struct run *run;
    const char *hub; /* "hubs/west" */
    bool live;       /* a terminal */
    bool once;       /* end when there is no more */

    int64_t sequence;
    int64_t scans;
    int64_t steps[STEPS];
    int64_t odd; /* anomalies */
    struct chute_count chutes[CHUTES];
    size_t chute_count;
    uint64_t drawn_ns;
    int64_t drawn_scans;
    int64_t rate; /* scans a second, lately */

    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    struct cv_scope scope;
    struct cv_arena arena;
    bool caught_up;
    bool heard;
    bool ended;
};

static const char *step_of(int step)
{
    const ProtobufCEnumValue *found =
        protobuf_c_enum_descriptor_get_value(&caravan__logistics__v1__scan_step__descriptor, step);

    return found == NULL ? "?" : found->name + strlen("SCAN_STEP_");
}

/* ---- what is heard ---- */

static void count_chute(struct watch *watch, const char *id)
{
    struct chute_count *chute = watch->chutes;
    struct chute_count *end = watch->chutes + watch->chute_count;

    while (chute < end && strcmp(chute->id, id) != 0)
        chute++;
    if (chute == end) {
        if (watch->chute_count == CHUTES || strlen(id) >= sizeof(chute->id))
            return;
        memcpy(chute->id, id, strlen(id) + 1);
        chute->scans = 0;
        watch->chute_count++;
    }
    chute->scans++;
}

static void print_record(const struct watch *watch,
                         const Caravan__Logistics__V1__ScanRecord *record)
{
    const Caravan__Logistics__V1__Scan *scan = record->scan;
    struct cv_arena arena;

    (void)watch;
    cv_arena_init(&arena, 4096);
    (void)printf("%lld %s %s %s %s %s %s %s\n", (long long)record->sequence,
                 report_time(record->event_time, &arena), step_of((int)scan->step),
                 *scan->carrier == '\0' ? "-" : scan->carrier,
                 *scan->parcel_number == '\0' ? "-" : scan->parcel_number,
                 *record->reader == '\0' ? "-" : report_last_part(record->reader),
                 *scan->chute == '\0' ? "-" : scan->chute,
                 *record->reason == '\0' ? "-" : record->reason);
    cv_arena_release(&arena);
}

static void take(struct watch *watch, const Caravan__Logistics__V1__WatchHubResponse *heard)
{
    for (size_t i = 0; i < heard->n_records; i++) {
        const Caravan__Logistics__V1__ScanRecord *record = heard->records[i];

        watch->scans++;
        watch->steps[(unsigned)record->scan->step % STEPS]++;
        watch->odd += *record->reason != '\0';
        if (record->scan->step == CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED)
            count_chute(watch, record->scan->chute);
        if (!watch->live && !watch->once)
            print_record(watch, record);
    }
    watch->sequence = heard->sequence;
    watch->caught_up = heard->caught_up;
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

/* ---- the table ---- */

static const char *number(struct cv_arena *arena, int64_t value)
{
    char text[40];
    const char *copy;

    cell_print_decimal(value, 0, text);
    copy = cv_arena_string(arena, text);
    return copy == NULL ? "" : copy;
}

static int by_scans(const void *left, const void *right)
{
    const struct chute_count *a = left;
    const struct chute_count *b = right;

    if (a->scans != b->scans)
        return a->scans > b->scans ? -1 : 1;
    return strcmp(a->id, b->id);
}

static void print_steps(const struct watch *watch, struct cv_arena *arena)
{
    struct table table;

    table_init(&table, arena, T("Scans", "扫描"));
    table_column(&table, T("Step", "环节"), false);
    table_column(&table, T("Count", "数量"), true);
    for (int i = 0; i < STEPS; i++) {
        if (watch->steps[i] > 0)
            table_row(&table, (const char *const[]){step_of(i), number(arena, watch->steps[i])});
    }
    table_print(&table, stdout);
}

static void print_chutes(struct watch *watch, struct cv_arena *arena)
{
    struct table table;

    if (watch->chute_count == 0)
        return;
    qsort(watch->chutes, watch->chute_count, sizeof(watch->chutes[0]), by_scans);
    table_init(&table, arena, T("Busiest chutes", "最忙的格口"));
    table_column(&table, T("Chute", "格口"), false);
    table_column(&table, T("Parcels", "件数"), true);
    for (size_t i = 0; i < watch->chute_count && i < CHUTES_SHOWN; i++)
        table_row(&table, (const char *const[]){watch->chutes[i].id,
                                                number(arena, watch->chutes[i].scans)});
    table_print(&table, stdout);
}

static void draw(struct watch *watch)
{
    struct cv_arena arena;

    cv_arena_init(&arena, 1024 * 1024);
    if (watch->live)
        (void)fputs("\033[H\033[2J", stdout); /* an empty screen */
    (void)printf(T("%s: %s scans, %s a second, %s strange; as of %lld%s\n",
                   "%s：扫描 %s 次，每秒 %s 次，异常 %s 次；序号 %lld%s\n"),
                 watch->hub, number(&arena, watch->scans), number(&arena, watch->rate),
                 number(&arena, watch->odd), (long long)watch->sequence,
                 watch->caught_up ? "" : T(", catching up", "，追赶中"));
    print_steps(watch, &arena);
    print_chutes(watch, &arena);
    (void)fflush(stdout);
    cv_arena_release(&arena);
}

static void renew(struct watch *watch)
{
    uint64_t now_ns = cv_clock_ns();
    uint64_t since_ns = now_ns - watch->drawn_ns;

    if (!watch->live || since_ns < RENEW_NS)
        return;
    watch->rate =
        (watch->scans - watch->drawn_scans) * (int64_t)CV_NS_PER_S / (int64_t)(since_ns + 1);
    watch->drawn_ns = now_ns;
    watch->drawn_scans = watch->scans;
    draw(watch);
}

/* ---- the call ---- */

static void begin(struct watch *watch, bool from_now)
{
    Caravan__Logistics__V1__WatchHubRequest request =
        CARAVAN__LOGISTICS__V1__WATCH_HUB_REQUEST__INIT;

    request.parent = (char *)(uintptr_t)watch->hub;
    request.resume_sequence = watch->sequence;
    request.from_now = from_now;
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
    struct cv_status status;

    begin(watch, from_now);
    while (!watch->ended) {
        watch->heard = false;
        (void)client_run_some(&watch->client, &watch->heard);
        renew(watch);
    }
    status = watch->start.status;
    status.message =
        status.message == NULL ? NULL : cv_arena_string(watch->run->arena, status.message);
    status.reason =
        status.reason == NULL ? NULL : cv_arena_string(watch->run->arena, status.reason);
    status.field = status.field == NULL ? NULL : cv_arena_string(watch->run->arena, status.field);
    cv_arena_release(&watch->arena);
    return status;
}

/* A server that starts again is asked again, and told where we were. */
static enum exit_code watch_on(struct watch *watch, bool from_now)
{
    unsigned tries = 0;

    for (;;) {
        int64_t before = watch->scans;
        bool known = watch->sequence > 0;
        struct cv_status status = follow(watch, from_now && !known);
        bool never = false;

        if (watch->once && watch->caught_up) {
            draw(watch);
            return EXIT_DONE;
        }
        tries = watch->scans > before ? 0 : tries + 1;
        if (status.code != CV_UNAVAILABLE || !known || tries > TRIES_MAX)
            return client_complain(&watch->client, status);
        (void)client_run_some(&watch->client, &never);
    }
}

/* ---- the command ---- */

static enum exit_code run_watch(struct run *run)
{
    struct watch *watch;
    const char *wrong;
    const char *id;
    int64_t sequence = 0;
    const char *from = run_option(run, "--resume");
    enum exit_code code;

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
    wrong = from == NULL ? NULL : cell_integer(from, 0, INT64_MAX / 2, run->arena, &sequence);
    if (wrong != NULL)
        return run_refuse_option(run, "--resume", "%s", wrong);
    watch = cv_arena_zalloc(run->arena, sizeof(*watch));
    if (watch == NULL)
        return EXIT_FAILED;
    watch->run = run;
    watch->hub = cv_arena_printf(run->arena, "hubs/%s", id);
    watch->live = isatty(STDOUT_FILENO) != 0;
    watch->once = run_option(run, "--once") != NULL;
    watch->sequence = sequence;
    watch->drawn_ns = cv_clock_ns();
    code = client_open_logistics(&watch->client, run);
    if (code == EXIT_DONE)
        code = watch_on(watch, from == NULL && !watch->once);
    client_close(&watch->client);
    return code;
}

static const struct option OPTIONS[] = {
    {.name = "--hub",
     .value = "ID",
     .variable = "CARAVAN_HUB",
     .fallback = "west",
     .help = {"which hub", "哪个分拨中心"}},
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
    .help = {"A table on a terminal; elsewhere a line for each scan: place in the log, time, step, "
             "carrier,\nnumber, reader, chute, what is strange. Interrupt it to end it.\n",
             "终端上显示实时表格；否则每次扫描一行：序号、时间、环节、承运商、单号、读码器、格口、"
             "异常。\n"
             "按 Ctrl-C 结束。\n"},
    .run = run_watch,
};
