#include "import_scans.h"

#include "base/clock.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "cell.h"
#include "client.h"
#include "json_put.h"
#include "post.h"
#include "progress.h"
#include "rpc/call.h"
#include "scan_file.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BATCH       1000 /* scans in a message */
#define WINDOW      8    /* messages not acknowledged */
#define ARENA_BYTES (64 * 1024 * 1024)
#define OUTCOMES    8 /* of enum ScanOutcome, and room */

#define OUTCOME(name) CARAVAN__LOGISTICS__V1__SCAN_OUTCOME__SCAN_OUTCOME_##name

struct upload {
    struct uploads *of;
    const char *path;
    struct cv_slice bytes;
    struct scan_file_reader reader;
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    struct cv_scope scope;
    struct cv_arena arena;
    int64_t first; /* number of the first scan of the message being sent */
    int64_t firsts[WINDOW];
    size_t unacknowledged;
    size_t oldest; /* in firsts */
    bool greeted;
    bool sending;
    bool closed; /* our side */
    bool ended;
    enum scan_file_next next;
    int64_t there; /* scans that the hub had already */
    int64_t outcomes[OUTCOMES];
};

struct uploads {
    struct run *run;
    struct client client;
    struct problems problems;
    struct progress progress;
    struct upload *list;
    size_t count;
    size_t running;
    bool woken;
    uint64_t total; /* bytes */

    /* One message at a time is made, and encoded at once. */
    Caravan__Logistics__V1__Scan scans[BATCH];
    Caravan__Logistics__V1__Scan *pointers[BATCH];
    char texts[BATCH * SCAN_FILE_FIELDS * (SCAN_FILE_TEXT_MAX + 1)];
    size_t texts_len;
};

bool is_scan_file(const char *path)
{
    size_t len = strlen(path);

    return len > 6 && strcasecmp(path + len - 6, ".scans") == 0;
}

/* ---- one message ---- */

static char *keep(struct uploads *uploads, const char *text)
{
    size_t len = strlen(text) + 1;
    char *room = uploads->texts + uploads->texts_len;

    if (len == 1)
        return (char *)(uintptr_t)protobuf_c_empty_string;
    memcpy(room, text, len);
    uploads->texts_len += len;
    return room;
}

/* The reader's texts last until the next scan. */
static void keep_texts(struct uploads *uploads, Caravan__Logistics__V1__Scan *scan)
{
    char **const TEXTS[] = {&scan->carrier,       &scan->parcel_number,   &scan->chute,
                            &scan->bag,           &scan->destination_key, &scan->reason,
                            &scan->other_carrier, &scan->other_number};

    for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++)
        *TEXTS[i] = keep(uploads, *TEXTS[i]);
}

static size_t fill(struct upload *upload, int64_t behind)
{
    struct uploads *uploads = upload->of;
    size_t count = 0;

    uploads->texts_len = 0;
    while (count < BATCH && upload->next == SCAN_FILE_SCAN) {
        Caravan__Logistics__V1__Scan *scan = &uploads->scans[count];

        upload->next = scan_file_read(&upload->reader, scan);
        if (upload->next != SCAN_FILE_SCAN)
            break;
        if (scan->number <= behind) {
            upload->there++;
            continue;
        }
        keep_texts(uploads, scan);
        uploads->pointers[count++] = scan;
    }
    return count;
}

static void send_message(struct upload *upload, size_t count)
{
    Caravan__Logistics__V1__StreamScansRequest request =
        CARAVAN__LOGISTICS__V1__STREAM_SCANS_REQUEST__INIT;

    request.parent = upload->greeted ? request.parent : upload->reader.reader;
    request.scans = upload->of->pointers;
    request.n_scans = count;
    upload->firsts[(upload->oldest + upload->unacknowledged++) % WINDOW] =
        count == 0 ? 0 : upload->of->pointers[0]->number;
    upload->sending = true;
    cv_call_send(upload->start.call, &upload->send, &request.base);
}

/* Until the hub has said what it has, nothing but the question is under way. */
static void send_more(struct upload *upload, int64_t behind)
{
    size_t count;

    if (!upload->greeted || upload->sending || upload->closed || upload->ended ||
        upload->unacknowledged == WINDOW)
        return;
    count = fill(upload, behind);
    if (count > 0) {
        send_message(upload, count);
    } else {
        upload->closed = true;
        cv_call_close_send(upload->start.call);
    }
}

/* ---- answers ---- */

static void complain(struct upload *upload, int64_t number, const char *what, const char *reason)
{
    struct cv_arena *arena = upload->of->run->arena;
    const char *text = number == 0 ? what
                                   : cv_arena_printf(arena, T("scan %lld: %s", "扫描 %lld：%s"),
                                                     (long long)number, what);

    problems_add(&upload->of->problems,
                 (struct problem){
                     .file = (size_t)(upload - upload->of->list),
                     .path = upload->path,
                     .what = text == NULL ? "" : cv_arena_string(arena, text),
                     .reason = reason == NULL ? NULL : cv_arena_string(arena, reason),
                 });
}

/* What was not kept is said; what is strange is only counted. */
static void take_details(struct upload *upload,
                         const Caravan__Logistics__V1__StreamScansResponse *answer, int64_t first)
{
    for (size_t i = 0; i < answer->n_details; i++) {
        const Caravan__Logistics__V1__ScanResult *detail = answer->details[i];

        if (detail->outcome == OUTCOME(CONFLICT) || detail->outcome == OUTCOME(REJECTED))
            complain(upload, first + detail->index,
                     text_printable(detail->message, upload->of->run->arena), detail->reason);
    }
}

static void on_received(struct cv_receive *op)
{
    struct upload *upload = CV_CONTAINER_OF(op, struct upload, receive);
    const Caravan__Logistics__V1__StreamScansResponse *answer =
        (const Caravan__Logistics__V1__StreamScansResponse *)op->message;
    int64_t behind = 0;

    if (!cv_ok(op->status) || answer == NULL || upload->unacknowledged == 0)
        return;
    for (size_t i = 0; i < answer->n_outcomes; i++)
        upload->outcomes[(unsigned)answer->outcomes[i] % OUTCOMES]++;
    take_details(upload, answer, upload->firsts[upload->oldest]);
    upload->oldest = (upload->oldest + 1) % WINDOW;
    upload->unacknowledged--;
    if (!upload->greeted) {
        upload->greeted = true;
        behind = answer->durable_number;
    }
    send_more(upload, behind);
    cv_call_receive(upload->start.call, &upload->receive);
}

static void on_sent(struct cv_send *op)
{
    struct upload *upload = CV_CONTAINER_OF(op, struct upload, send);

    upload->sending = false;
    if (cv_ok(op->status))
        send_more(upload, 0);
}

static void on_ended(struct cv_start *op)
{
    struct upload *upload = CV_CONTAINER_OF(op, struct upload, start);

    upload->ended = true;
    upload->of->running--;
    upload->of->woken = true;
}

/* ---- all of them ---- */

static void begin(struct upload *upload)
{
    struct uploads *uploads = upload->of;

    cv_arena_init(&upload->arena, ARENA_BYTES);
    upload->scope = (struct cv_scope){.arena = &upload->arena, .deadline_ns = CV_NEVER};
    upload->start = (struct cv_start){
        .method = post_method(&caravan_logistics_v1_hubs_type, "StreamScans"),
        .scope = &upload->scope,
        .done = on_ended,
    };
    upload->send.done = on_sent;
    upload->receive.done = on_received;
    uploads->running++;
    cv_call_start(uploads->client.channel, &upload->start);
    if (upload->start.call == NULL)
        return;
    send_message(upload, 0);
    cv_call_receive(upload->start.call, &upload->receive);
}

static uint64_t bytes_done(const struct uploads *uploads)
{
    uint64_t done = 0;

    for (size_t i = 0; i < uploads->count; i++)
        done += (uint64_t)(uploads->list[i].reader.at - uploads->list[i].bytes.at);
    return done;
}

static enum exit_code send_all(struct uploads *uploads)
{
    enum exit_code code = EXIT_DONE;

    progress_start(&uploads->progress, T("sending", "正在发送"), stderr);
    for (size_t i = 0; i < uploads->count; i++)
        begin(&uploads->list[i]);
    while (uploads->running > 0) {
        uploads->woken = false;
        while (!client_run_some(&uploads->client, &uploads->woken))
            progress_show(&uploads->progress, bytes_done(uploads), uploads->total);
    }
    progress_end(&uploads->progress);
    for (size_t i = 0; i < uploads->count; i++) {
        struct upload *upload = &uploads->list[i];

        if (upload->next == SCAN_FILE_BROKEN)
            complain(upload, 0,
                     T("is cut short or damaged; what came before was sent",
                       "文件不完整或已损坏；之前的内容已发送"),
                     NULL);
        if (code == EXIT_DONE && !cv_ok(upload->start.status))
            code = client_complain(&uploads->client, upload->start.status);
        cv_arena_release(&upload->arena);
    }
    return code;
}

/* ---- telling ---- */

static const char *const OUTCOME_KEYS[] = {"",       "applied", "late",     "duplicate",
                                           "folded", "anomaly", "conflict", "rejected"};

static void print_people(const struct uploads *uploads)
{
    static const struct text HEADS[] = {
        {NULL, NULL},       {"Applied", "已采用"}, {"Late", "迟到"},     {"Duplicate", "重复"},
        {"Folded", "合并"}, {"Anomaly", "异常"},   {"Conflict", "冲突"}, {"Rejected", "拒绝"}};
    struct cv_arena *arena = uploads->run->arena;
    struct table table;

    table_init(&table, arena, T("Scans", "扫描"));
    table_column(&table, T("File", "文件"), false);
    table_column(&table, T("There", "已有"), true);
    for (size_t i = 1; i < OUTCOMES; i++)
        table_column(&table, text_of(HEADS[i]), true);
    for (size_t i = 0; i < uploads->count; i++) {
        const struct upload *upload = &uploads->list[i];
        const char *cells[OUTCOMES + 1];

        cells[0] = upload->path;
        cells[1] = cell_decimal(arena, upload->there, 0);
        for (size_t o = 1; o < OUTCOMES; o++)
            cells[o + 1] = cell_decimal(arena, upload->outcomes[o], 0);
        table_row(&table, cells);
    }
    table_print(&table, stdout);
}

static bool print_json(const struct uploads *uploads)
{
    struct json_out out;

    json_out_begin(&out);
    json_put_open(&out, "files", '[');
    for (size_t i = 0; i < uploads->count; i++) {
        json_put_open(&out, NULL, '{');
        json_put_text(&out, "file", uploads->list[i].path);
        json_put_number(&out, "there", uploads->list[i].there);
        for (size_t o = 1; o < OUTCOMES; o++)
            json_put_number(&out, OUTCOME_KEYS[o], uploads->list[i].outcomes[o]);
        json_put_close(&out, '}');
    }
    json_put_close(&out, ']');
    return json_out_end(&out, stdout);
}

static enum exit_code tell(struct uploads *uploads, enum exit_code code)
{
    int64_t shown = 0;

    (void)cell_integer(run_option(uploads->run, "--problems"), 1, INT32_MAX, uploads->run->arena,
                       &shown);
    problems_sort(&uploads->problems);
    problems_print(&uploads->problems, (size_t)shown, stderr);
    if (run_option(uploads->run, "--json") == NULL)
        print_people(uploads);
    else if (!print_json(uploads))
        return EXIT_FAILED;
    if (code != EXIT_DONE)
        return code;
    return uploads->problems.count > 0 ? EXIT_REFUSED : EXIT_DONE;
}

/* ---- the command ---- */

static void read_file(struct uploads *uploads, const char *path)
{
    struct upload *upload = &uploads->list[uploads->count];
    struct cv_status status;

    *upload = (struct upload){.of = uploads, .path = path};
    status = sheet_load(path, uploads->run->arena, &upload->bytes);
    if (!cv_ok(status))
        complain(upload, 0, status.message, NULL);
    else if (!scan_file_open(&upload->reader, upload->bytes))
        complain(upload, 0, T("is no scan file", "不是扫描文件"), NULL);
    else
        uploads->count++;
    uploads->total += upload->bytes.len;
}

enum exit_code import_scans(struct run *run)
{
    struct uploads *uploads = calloc(1, sizeof(*uploads));
    enum exit_code code = EXIT_FAILED;

    if (uploads != NULL)
        uploads->list = calloc(run->operand_count + 1, sizeof(*uploads->list));
    if (uploads == NULL || uploads->list == NULL) {
        free(uploads);
        return EXIT_FAILED;
    }
    uploads->run = run;
    problems_init(&uploads->problems, run->arena);
    for (size_t i = 0; i < run->operand_count; i++)
        read_file(uploads, run->operands[i]);
    code = client_open_logistics(&uploads->client, run);
    if (code == EXIT_DONE)
        code = tell(uploads, send_all(uploads));
    client_close(&uploads->client);
    free(uploads->list);
    free(uploads);
    return code;
}
