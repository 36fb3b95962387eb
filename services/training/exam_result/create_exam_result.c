#include "exam_result/exam_result.h"
#include "exchanges.h"

struct state {
    struct cv_creation_ids ids;
    struct exam_result exam_result;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->exam_result.record.id = state->ids.id.text;
    exam_result_read(check, thing, &state->exam_result);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return exam_result_insert(books, &state->exam_result);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return exam_result_get(books, state->ids.id.text, &state->exam_result);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)exam_result_wire(arena, &state->exam_result);
}

const struct cv_creation exam_result_creation = {
    "exam_result", "exam_result_id", NULL, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(exchanges, exam_result, ExamResult);
