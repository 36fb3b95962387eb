#include "store/note.h"

#include "base/assert.h"
#include "base/fault.h"
#include "store/engine.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct cv_note {
    const struct cv_note_kind *kind;
    const char *key;
    bool changed; /* its row is older */
    alignas(int64_t) uint8_t value[CV_NOTE_MAX];
};

struct cv_note_before {
    size_t at;
    unsigned marks; /* of the op when it changed */
    struct cv_note note;
};

static const struct cv_status NO_MEMORY = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "out of memory",
};

void cv_notes_forget(struct cv_notes *notes)
{
    notes->count = 0;
    notes->before_count = 0;
}

void cv_notes_free(struct cv_notes *notes)
{
    free(notes->notes);
    free(notes->befores);
}

/* Room for one more behind `count`. */
static bool has_room(void **rows, size_t count, size_t *cap, size_t row_size)
{
    size_t grown = *cap == 0 ? 16 : *cap * 2;
    void *moved;

    if (count < *cap)
        return true;
    moved = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : reallocarray(*rows, grown, row_size);
    if (moved == NULL)
        return false;
    *rows = moved;
    *cap = grown;
    return true;
}

/* ---- one note ---- */

static struct cv_status add(struct cv_tx *tx, const struct cv_note_kind *kind, const char *key)
{
    struct cv_notes *notes = tx->notes;
    struct cv_note note = {.kind = kind, .key = key};
    void *rows = notes->notes;
    bool room = has_room(&rows, notes->count, &notes->cap, sizeof(note));
    struct cv_status status = room ? kind->read(tx, key, note.value) : NO_MEMORY;

    notes->notes = rows;
    if (cv_ok(status))
        notes->notes[notes->count++] = note;
    return status;
}

/* The newest ones are asked for most: an op reads before it writes. */
static struct cv_status find(struct cv_tx *tx, const struct cv_note_kind *kind, const char *key,
                             size_t *at)
{
    const struct cv_notes *notes = tx->notes;

    for (size_t i = notes->count; i-- > 0;) {
        if (notes->notes[i].kind == kind && strcmp(notes->notes[i].key, key) == 0) {
            *at = i;
            return CV_STATUS_OK;
        }
    }
    *at = notes->count;
    return add(tx, kind, key);
}

struct cv_status cv_tx_note_get(struct cv_tx *tx, const struct cv_note_kind *kind, const char *key,
                                void *value)
{
    struct cv_status status;
    size_t at;

    CV_ASSERT_CMP(kind->size, <=, CV_NOTE_MAX);
    if (tx->notes == NULL) /* a reader */
        return kind->read(tx, key, value);
    status = find(tx, kind, key, &at);
    if (cv_ok(status))
        memcpy(value, tx->notes->notes[at].value, kind->size);
    return status;
}

/* What undoes the change that this op is about to make under its newest mark. */
static bool remember(struct cv_notes *notes, size_t at, unsigned marks)
{
    void *rows = notes->befores;
    bool room;

    for (size_t i = notes->before_count; i-- > 0 && notes->befores[i].marks == marks;) {
        if (notes->befores[i].at == at)
            return true;
    }
    room = has_room(&rows, notes->before_count, &notes->before_cap, sizeof(struct cv_note_before));
    notes->befores = rows;
    if (room)
        notes->befores[notes->before_count++] =
            (struct cv_note_before){at, marks, notes->notes[at]};
    return room;
}

struct cv_status cv_tx_note_set(struct cv_tx *tx, const struct cv_note_kind *kind, const char *key,
                                const void *value)
{
    struct cv_status status;
    size_t at;

    CV_ASSERT(tx->notes != NULL);
    status = find(tx, kind, key, &at);
    if (!cv_ok(status))
        return status;
    if (!remember(tx->notes, at, tx->marks))
        return NO_MEMORY;
    memcpy(tx->notes->notes[at].value, value, kind->size);
    tx->notes->notes[at].changed = true;
    return CV_STATUS_OK;
}

/* ---- all of them ---- */

void cv_notes_undo(struct cv_notes *notes, unsigned marks)
{
    while (notes->before_count > 0 && notes->befores[notes->before_count - 1].marks >= marks) {
        const struct cv_note_before *before = &notes->befores[--notes->before_count];

        notes->notes[before->at] = before->note;
    }
}

static bool is_among(const struct cv_note_before *befores, size_t count, unsigned marks, size_t at)
{
    while (count-- > 0 && befores[count].marks == marks) {
        if (befores[count].at == at)
            return true;
    }
    return false;
}

/* What was before the mark is what will be before the one below it, unless that knows better. */
void cv_notes_keep(struct cv_notes *notes, unsigned marks)
{
    size_t first = notes->before_count;
    size_t kept;

    if (marks == 0) {
        notes->before_count = 0;
        return;
    }
    while (first > 0 && notes->befores[first - 1].marks == marks)
        first--;
    kept = first;
    for (size_t i = first; i < notes->before_count; i++) {
        if (is_among(notes->befores, first, marks - 1, notes->befores[i].at))
            continue;
        notes->befores[kept] = notes->befores[i];
        notes->befores[kept++].marks = marks - 1;
    }
    notes->before_count = kept;
}

struct cv_status cv_notes_write(struct cv_notes *notes, struct cv_tx *tx)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < notes->count; i++) {
        const struct cv_note *note = &notes->notes[i];

        if (note->changed)
            status = note->kind->write(tx, note->key, note->value);
    }
    return status;
}
