#include "post_send.h"

#include "base/clock.h"
#include "net/loop.h"
#include "refusal.h"

#include <stdlib.h>
#include <string.h>

#define FLYING_MAX  64
#define ARENA_BYTES (16 * 1024 * 1024)

struct flight {
    struct run_of_posts *of;
    const struct post_row *row; /* NULL: free */
    struct cv_unary op;
    struct cv_timer later; /* the server has asked to wait */
    struct cv_scope scope;
    struct cv_arena arena;
};

struct run_of_posts {
    struct post_sending *sending;
    struct flight *flights;
    size_t flying;
    size_t next;
    bool stopped;
    bool woken;
};

/* ---- answers ---- */

/* A path such as "trip.legs[3].origin" names the row of a group. */
static const struct sheet_row *row_of(const struct post_row *row, const char *field)
{
    const char *open = field == NULL ? NULL : strchr(field, '[');
    size_t index = open == NULL ? 0 : (size_t)strtoul(open + 1, NULL, 10);

    return index < row->row_count ? &row->row[index] : row->row;
}

/* The server's message; the column's heading stands for the field it begins with. */
static const char *what_of(const struct cv_status *status, const char *reason, bool has_column,
                           struct cv_arena *arena)
{
    const char *field = status->field == NULL ? "" : status->field;
    const char *message = status->message == NULL ? "" : status->message;
    const char *meaning = refusal_meaning(reason);
    size_t len = strlen(field);

    if (has_column && len > 0 && strncmp(message, field, len) == 0 && message[len] == ' ')
        message += len + 1;
    message = text_printable(message, arena);
    return meaning == NULL ? cv_arena_string(arena, message)
                           : cv_arena_printf(arena, T("%s: %s", "%s：%s"), meaning, message);
}

void post_refused(struct post_sending *sending, const struct post_row *row,
                  const struct cv_status *status)
{
    struct cv_arena *arena = sending->problems->arena;
    const struct form *form = row->sheet->form;
    const char *reason = status->reason == NULL ? cv_code_name(status->code) : status->reason;
    size_t column = form_column_of_field(form, status->field == NULL ? "" : status->field);

    sheet_complain(row->sheet, row_of(row, status->field), column, sending->problems,
                   what_of(status, reason, column < form->column_count, arena),
                   cv_arena_string(arena, reason));
}

/* ---- observations ---- */

/* The field of a message by its name, where it has one of that name. */
static const void *member(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);

    return field == NULL ? NULL : (const char *)message + field->offset;
}

static const char *text_member(const ProtobufCMessage *message, const char *name)
{
    const char *const *text = member(message, name);

    return text == NULL ? "" : *text;
}

/* Where a method takes several observations it answers with a result for each; a row is one. */
static const ProtobufCMessage *result_of(const ProtobufCMessage *response)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(response->descriptor, "results");

    if (field == NULL || field->type != PROTOBUF_C_TYPE_MESSAGE ||
        *(const size_t *)((const char *)response + field->quantifier_offset) == 0)
        return NULL;
    return **(ProtobufCMessage *const *const *)((const char *)response + field->offset);
}

/* "REJECTED" of EVENT_OUTCOME_REJECTED; "" where nothing is judged. */
static const char *outcome_of(const ProtobufCMessage *result)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(result->descriptor, "outcome");
    const ProtobufCEnumValue *value;

    if (field == NULL || field->type != PROTOBUF_C_TYPE_ENUM)
        return "";
    value = protobuf_c_enum_descriptor_get_value(
        field->descriptor, *(const int *)((const char *)result + field->offset));
    return value == NULL ? "" : strrchr(value->name, '_') + 1;
}

/* What became of the row of a call that went well. */
static struct cv_status judge(struct post_tally *tally, const ProtobufCMessage *response)
{
    const ProtobufCMessage *result = result_of(response);
    const char *outcome = result == NULL ? "" : outcome_of(result);

    if (strcmp(outcome, "REJECTED") == 0) {
        struct cv_status status = cv_status(CV_FAILED_PRECONDITION, text_member(result, "reason"),
                                            text_member(result, "message"));

        status.field = text_member(result, "field");
        return status;
    }
    tally->strange += strcmp(outcome, "ANOMALY") == 0;
    return CV_STATUS_OK;
}

/* ---- the end of a call ---- */

/* The server is there, and has judged. */
static bool is_judged(enum cv_code code)
{
    return code == CV_OK || client_exit_code(code) == EXIT_REFUSED;
}

static void land(struct flight *flight, struct cv_status status)
{
    struct run_of_posts *of = flight->of;
    const struct post_row *row = flight->row;
    struct post_tally *tally = &of->sending->tallies[row->sheet->file];

    if (cv_ok(status))
        status = judge(tally, flight->op.response);
    if (cv_ok(status)) {
        tally->recorded += row->row_count;
    } else if (is_judged(status.code)) {
        tally->refused += row->row_count;
        post_refused(of->sending, row, &status);
        of->stopped = of->stopped || !of->sending->go_on;
    } else if (cv_ok(of->sending->status)) {
        of->sending->status = status;
        of->sending->status.message = cv_arena_string(of->sending->problems->arena, status.message);
        of->stopped = true;
    }
    flight->row = NULL;
    of->flying--;
    of->woken = true;
    cv_arena_release(&flight->arena);
}

static void send(struct flight *flight);

static void send_again(struct cv_timer *timer, uint64_t now_ns)
{
    struct flight *flight = CV_CONTAINER_OF(timer, struct flight, later);

    (void)now_ns;
    if (!cv_ok(flight->of->sending->status)) {
        land(flight, flight->op.start.status);
        return;
    }
    cv_arena_release(&flight->arena);
    send(flight);
}

/* A server that has more to do than it can says when to come again: it has done nothing. */
static bool waits(struct flight *flight)
{
    const struct cv_start *answer = &flight->op.start;
    uint64_t due_ns = cv_clock_ns() + answer->later_ns;

    flight->later.fire = send_again;
    return answer->status.code == CV_UNAVAILABLE && answer->later_ns > 0 &&
           due_ns < flight->scope.deadline_ns && cv_ok(flight->of->sending->status) &&
           cv_timer_arm(cv_loop_timers(flight->of->sending->client->loop), &flight->later, due_ns);
}

static void on_done(struct cv_unary *op)
{
    struct flight *flight = CV_CONTAINER_OF(op, struct flight, op);

    if (!waits(flight))
        land(flight, op->start.status);
}

/* ---- order ---- */

/* Both may be under way at once, as far as the files say. */
static bool same_wave(const struct post_row *a, const struct post_row *b)
{
    if (a->sheet->form->post->timed != b->sheet->form->post->timed)
        return false;
    if (!a->sheet->form->post->timed)
        return a->sheet->form == b->sheet->form;
    return a->time_us == b->time_us && a->sheet->form == b->sheet->form;
}

static bool may_start(const struct run_of_posts *of, const struct post_row *row)
{
    for (size_t i = 0; i < FLYING_MAX; i++) {
        const struct post_row *other = of->flights[i].row;

        if (other != NULL && (!same_wave(other, row) || strcmp(other->subject, row->subject) == 0))
            return false;
    }
    return of->flying < FLYING_MAX;
}

static void send(struct flight *flight)
{
    cv_arena_init(&flight->arena, ARENA_BYTES);
    flight->op = (struct cv_unary){
        .start = {.method = flight->row->method, .scope = &flight->scope},
        .request = flight->row->request,
        .done = on_done,
    };
    cv_unary_submit(flight->of->sending->client->channel, &flight->op);
}

static void start(struct run_of_posts *of, const struct post_row *row)
{
    struct flight *flight = of->flights;

    while (flight->row != NULL)
        flight++;
    flight->of = of;
    flight->row = row;
    flight->scope = (struct cv_scope){
        .arena = &flight->arena,
        .deadline_ns = cv_clock_ns() + of->sending->client->timeout_ns,
    };
    of->flying++;
    of->sending->sent++;
    send(flight);
}

/* With `stopped` only the rest of the wave that is under way. */
static bool wants_more(const struct run_of_posts *of)
{
    const struct posts *posts = of->sending->posts;

    if (of->next == posts->count || !cv_ok(of->sending->status))
        return false;
    return !of->stopped ||
           (of->next > 0 && same_wave(&posts->rows[of->next - 1], &posts->rows[of->next]));
}

void post_send(struct post_sending *sending)
{
    struct run_of_posts of = {.sending = sending};

    sending->status = CV_STATUS_OK;
    sending->sent = 0;
    of.flights = calloc(FLYING_MAX, sizeof(*of.flights));
    if (of.flights == NULL) {
        sending->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
        return;
    }
    while (wants_more(&of) || of.flying > 0) {
        while (wants_more(&of) && may_start(&of, &sending->posts->rows[of.next]))
            start(&of, &sending->posts->rows[of.next++]);
        of.woken = false;
        client_run_until(sending->client, &of.woken);
        progress_show(sending->progress, of.next, sending->posts->count);
    }
    free(of.flights);
}
