#include "frozen_report/frozen_report.h"

static char *hex(struct cv_arena *arena, const uint8_t digest[CV_SHA256_BYTES])
{
    static const char DIGITS[] = "0123456789abcdef";
    char *text = cv_arena_alloc(arena, 2 * CV_SHA256_BYTES + 1);

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < CV_SHA256_BYTES; i++) {
        text[2 * i] = DIGITS[digest[i] >> 4];
        text[2 * i + 1] = DIGITS[digest[i] & 15];
    }
    text[2 * CV_SHA256_BYTES] = '\0';
    return text;
}

static bool put_rows(struct cv_arena *arena, const struct report_rows *rows,
                     Caravan__Projects__V1__FrozenReport *message)
{
    Caravan__Projects__V1__FrozenRow *values =
        cv_arena_array(arena, rows->count + 1, sizeof(*values));

    message->rows = cv_arena_array(arena, rows->count + 1, sizeof(*message->rows));
    if (values == NULL || message->rows == NULL)
        return false;
    for (size_t i = 0; i < rows->count; i++) {
        caravan__projects__v1__frozen_row__init(&values[i]);
        values[i].path = cv_wire_text(rows->rows[i].path);
        values[i].value = cv_wire_text(rows->rows[i].value);
        message->rows[i] = &values[i];
    }
    message->n_rows = rows->count;
    return true;
}

Caravan__Projects__V1__FrozenReport *frozen_report_wire(struct cv_arena *arena,
                                                        const char *programme,
                                                        const struct frozen_report *report,
                                                        const struct report_rows *rows)
{
    Caravan__Projects__V1__FrozenReport *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__frozen_report__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/frozenReports/%s", programme, report->id);
    message->title = cv_wire_text(report->title);
    message->effective_through = cv_wire_date(arena, report->effective_through);
    message->known_at = cv_wire_time(arena, report->known_us);
    message->sha256 = hex(arena, report->sha256);
    message->row_count = (int32_t)report->row_count;
    message->entry_count = report->entry_count;
    message->frozen_by = cv_wire_text(report->recorded_by);
    message->freeze_time = cv_wire_time(arena, report->recorded_us);
    if (rows != NULL && !put_rows(arena, rows, message))
        return NULL;
    return message->name == NULL || message->sha256 == NULL ? NULL : message;
}
