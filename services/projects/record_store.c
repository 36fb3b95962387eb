#include "record_store.h"

#include "app/date.h"
#include "field.h"

struct record record_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct record){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .amount = cv_stmt_get_int64(stmt, 2),
        .effective_on = cv_books_get_date(stmt, 3),
        .reference = cv_stmt_get_text(stmt, 4, books->arena),
        .reverses = cv_stmt_get_text(stmt, 5, books->arena),
        .reversed_by = cv_stmt_get_text(stmt, 6, books->arena),
        .recorded_us = cv_stmt_get_int64(stmt, 7),
    };
}

void record_bind(struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid parent,
                 struct record *record, const struct cv_uuid *reverses)
{
    record->uid = cv_uuid7();
    record->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, parent);
    cv_stmt_uuid(stmt, 3, record->uid);
    cv_stmt_text(stmt, 4, record->id);
    cv_stmt_int64(stmt, 5, record->amount);
    cv_stmt_int64(stmt, 6, record->effective_on);
    cv_stmt_text(stmt, 7, record->reference);
    if (reverses == NULL)
        cv_stmt_null(stmt, 8);
    else
        cv_stmt_uuid(stmt, 8, *reverses);
    cv_stmt_int64(stmt, 9, books->recorded_us);
    cv_stmt_text(stmt, 10, books->subject);
}

struct cv_status record_reverse(struct cv_books *books, const struct record *original,
                                const struct reversal *asked, struct record *reversal)
{
    struct cv_arena *arena = books->arena;

    if (original->reverses[0] != '\0')
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "IS_REVERSAL",
                           "%s is itself a reversal, of %s; record the amount anew instead",
                           original->id, original->reverses);
    if (original->reversed_by[0] != '\0')
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "ALREADY_REVERSED",
                           "%s was reversed by %s", original->id, original->reversed_by);
    *reversal = (struct record){
        .id = asked->id,
        .amount = -original->amount,
        .effective_on =
            asked->effective_on == CV_DATE_NONE ? original->effective_on : asked->effective_on,
        .reference = asked->reference,
        .reverses = original->id,
        .reversed_by = "",
    };
    if (reversal->effective_on < original->effective_on)
        return cv_status_field(arena, "effective_date",
                               "a record of %s cannot be reversed as of %s, before it",
                               cv_field_date_text(arena, original->effective_on),
                               cv_field_date_text(arena, reversal->effective_on));
    return CV_STATUS_OK;
}
