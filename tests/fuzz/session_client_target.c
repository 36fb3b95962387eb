/* The client side of a connection under any bytes. Claimed: each call ends exactly once, with a
 * code there is and texts that can be read; messages and ends are the same when fed byte by byte;
 * what it sends is judged frame by frame; nothing is left. */
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "rpc/attempt.h"
#include "rpc/codec.h"
#include "side.h"

#define USERS_MAX    8u
#define RECEIVES_MAX 64u
#define ARENA_MAX    (1024u * 1024)

/* Somebody with a call. */
struct user {
    struct cv_start start;
    struct cv_receive receive;
    struct cv_send send;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_buf *log;
    unsigned number;
    unsigned started;
    unsigned ended;
    unsigned received;
    bool receiving;
    bool sending;
    bool closed_send;
};

struct client {
    struct side *side;
    struct cv_attempts attempts;
    struct user users[USERS_MAX];
    unsigned count;
};

static void note_status(struct user *user, const char *what, struct cv_status status)
{
    CV_ASSERT_CMP(status.code, <, CV_CODE_COUNT);
    cv_buf_printf(user->log, "%u %s %d %s %s %s\n", user->number, what, (int)status.code,
                  status.message == NULL ? "-" : status.message,
                  status.reason == NULL ? "-" : status.reason,
                  status.field == NULL ? "-" : status.field);
    for (const struct cv_detail *at = status.details; at != NULL; at = at->next) {
        cv_buf_add_text(user->log, at->type_url);
        cv_buf_add(user->log, at->value, at->value_len);
    }
}

static void note_metadata(struct user *user, const struct cv_metadata *metadata)
{
    CV_ASSERT_CMP(metadata->count, <=, CV_METADATA_COUNT_MAX);
    for (const struct cv_metadatum *at = metadata->first; at != NULL; at = at->next) {
        CV_ASSERT_EQ(at->key.at[at->key.len], '\0');
        cv_buf_add(user->log, at->key.at, at->key.len);
        cv_buf_add(user->log, at->value.at, at->value.len);
    }
}

static void receive(struct user *user)
{
    user->receiving = true;
    cv_call_receive(user->start.call, &user->receive);
}

static void on_received(struct cv_receive *op)
{
    struct user *user = CV_CONTAINER_OF(op, struct user, receive);
    struct cv_arena scratch;
    struct cv_slice bytes;

    CV_ASSERT(user->receiving && user->ended == 0);
    user->receiving = false;
    note_status(user, "received", op->status);
    if (op->message == NULL)
        return;
    CV_ASSERT(cv_ok(op->status));
    cv_arena_init(&scratch, ARENA_MAX);
    bytes = cv_codec_encode(op->message, &scratch);
    cv_buf_add(user->log, bytes.at, bytes.len);
    cv_arena_release(&scratch);
    if (++user->received < RECEIVES_MAX)
        receive(user);
}

static void on_sent(struct cv_send *op)
{
    struct user *user = CV_CONTAINER_OF(op, struct user, send);

    CV_ASSERT(user->sending && user->ended == 0);
    user->sending = false;
}

static void on_ended(struct cv_start *op)
{
    struct user *user = CV_CONTAINER_OF(op, struct user, start);

    CV_ASSERT(!user->receiving && !user->sending);
    CV_ASSERT_EQ(user->ended, 0);
    user->ended++;
    note_status(user, "ended", op->status);
    note_metadata(user, &op->headers);
    note_metadata(user, &op->trailers);
    CV_ASSERT_CMP(user->arena.used, <=, ARENA_MAX);
}

/* A message, or the last one, or none more. */
static void send(struct user *user, unsigned how)
{
    Judge__V1__SayRequest say = JUDGE__V1__SAY_REQUEST__INIT;
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;
    bool many = ((unsigned)user->start.method->kind & CV_CLIENT_STREAMING) != 0;

    if (user->ended > 0 || user->sending || user->closed_send)
        return;
    number.value = how;
    say.reply_bytes = how;
    user->sending = true;
    cv_call_send(user->start.call, &user->send, many ? &number.base : &say.base);
    if (many && (how & 1) != 0)
        return;
    user->closed_send = true;
    cv_call_close_send(user->start.call);
}

/* There is one connection. */
static void place(struct cv_attempts *attempts, struct cv_call *call)
{
    struct side *side = CV_CONTAINER_OF(attempts, struct client, attempts)->side;

    if (side->session != NULL && cv_session_takes_calls(side->session))
        cv_call_begin(call, side->session);
    else
        cv_call_outcome(call, cv_status(CV_UNAVAILABLE, NULL, "no connection"));
}

static void start(struct client *client, struct side *side, unsigned how, struct cv_buf *log)
{
    static const unsigned METHODS[] = {0, 1, 3, 0}; /* Say, Sum, Chat: those take what is sent */
    struct user *user = &client->users[client->count];

    if (client->count == USERS_MAX || side->session == NULL)
        return;
    *user = (struct user){.log = log, .number = client->count++};
    cv_arena_init(&user->arena, ARENA_MAX);
    user->scope = (struct cv_scope){.arena = &user->arena, .deadline_ns = CV_NEVER};
    if ((how & 4) != 0)
        user->scope.deadline_ns = side_now_ns() + 100 * CV_NS_PER_MS;
    user->start.method = &judge_v1_judge_type.methods[METHODS[how & 3]];
    user->start.scope = &user->scope;
    user->start.done = on_ended;
    user->receive.done = on_received;
    user->send.done = on_sent;
    user->start.call = cv_call_new_client(&side->lane, &client->attempts, &user->start);
    CV_ASSERT(user->start.call != NULL);
    place(&client->attempts, user->start.call);
    send(user, how);
    if ((how & 8) == 0)
        receive(user);
}

static void take_step(struct client *client, struct side *side, const struct step *step,
                      struct cv_buf *log)
{
    struct user *user = &client->users[step->arg % USERS_MAX];

    if (side_step(side, step))
        return;
    if (step->kind == STEP_START) {
        start(client, side, step->arg, log);
        return;
    }
    if (step->arg % USERS_MAX >= client->count || user->ended > 0)
        return;
    if (step->kind == STEP_CANCEL)
        cv_call_cancel(user->start.call);
    else
        send(user, step->arg);
    if (user->ended == 0 && !user->receiving && user->received < RECEIVES_MAX)
        receive(user);
}

static void run(struct side *side, const struct script *script, size_t piece, struct cv_buf *log)
{
    struct client client = {.side = side};
    size_t at = 0;

    cv_attempts_init(&client.attempts, place, NULL, false);
    side_open(side, (struct cv_session_config){.authority = "fuzz", .user_agent = "fuzz/1"});
    for (size_t i = 0; i < script->count && !side->closed; i++) {
        const struct step *step = &script->steps[i];

        side_feed(side, script->bytes.at + at, step->at - at, piece);
        at = step->at;
        take_step(&client, side, step, log);
    }
    for (unsigned i = 0; i < client.count; i++) { /* an end waits until the last message is taken */
        if (client.users[i].ended == 0 && !client.users[i].receiving)
            cv_call_cancel(client.users[i].start.call);
    }
    side_close(side);
    for (unsigned i = 0; i < client.count; i++) {
        CV_ASSERT_EQ(client.users[i].ended, 1);
        cv_arena_release(&client.users[i].arena);
    }
    CV_ASSERT_EQ(client.attempts.kept, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    struct script script;

    script_make(&script, &fuzz, false);
    side_run_twice(&script, false, run);
    script_free(&script);
    return 0;
}
