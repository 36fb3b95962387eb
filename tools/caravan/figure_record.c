#include "figure_record.h"

#include "caravan/logistics/v1/corridor_report.pb-c.h"
#include "caravan/logistics/v1/sales_report.pb-c.h"
#include "caravan/projects/v1/certification.pb-c.h"
#include "caravan/projects/v1/donation.pb-c.h"
#include "caravan/projects/v1/project.pb-c.h"
#include "caravan/projects/v1/site_fact.pb-c.h"
#include "caravan/projects/v1/trade_result.pb-c.h"
#include "caravan/training/v1/exam_result.pb-c.h"
#include "figure_rows.h"
#include "message_view.h"
#include "report_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what all records have ---- */

/* Of a field that is one text or message; NULL: there is none, or it is not set. */
static void *pointer_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    void *pointer = NULL;

    if (field != NULL && field->label != PROTOBUF_C_LABEL_REPEATED &&
        (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE))
        memcpy(&pointer, (const char *)message + field->offset, sizeof(pointer));
    return pointer;
}

static void *first_of(const ProtobufCMessage *message, const char *const *names)
{
    void *pointer = NULL;

    for (; *names != NULL && pointer == NULL; names++)
        pointer = pointer_of(message, *names);
    return pointer;
}

static char *text_or_empty(void *text)
{
    return text == NULL ? (char *)(uintptr_t) "" : text;
}

Caravan__Projects__V1__ReportEntry *figure_entry(const ProtobufCMessage *message,
                                                 struct cv_arena *arena)
{
    static const char *const NAMES[] = {"name", "consignment", "entry", NULL};
    static const char *const DAYS[] = {"effective_date", "state_date", "actual_start_date",
                                       "start_date", NULL};
    static const char *const TIMES[] = {"recorded_time", "create_time", NULL};
    Caravan__Projects__V1__ReportEntry *entry = cv_arena_alloc(arena, sizeof(*entry));

    if (entry == NULL)
        return NULL;
    caravan__projects__v1__report_entry__init(entry);
    entry->record = text_or_empty(first_of(message, NAMES));
    entry->effective_date = first_of(message, DAYS);
    entry->recorded_time = first_of(message, TIMES);
    entry->reference = text_or_empty(pointer_of(message, "reference"));
    return entry;
}

static bool count(const struct figure_record *record, int64_t amount, int64_t counted)
{
    record->entry->amount = amount;
    record->entry->counted = counted;
    return true;
}

static bool has(const struct figure_record *record, const char *part)
{
    return figure_row_has(record->message, record->figure->where, part, record->arena);
}

static int32_t number_of(const Google__Type__Date *date)
{
    return date == NULL ? 0 : (date->year * 100 + date->month) * 100 + date->day;
}

static int32_t day_number(struct figure_day day)
{
    return (day.year * 100 + day.month) * 100 + day.day;
}

/* Was there in the programme's time, as the reports of training have it. */
static bool in_time(const Google__Type__Date *date)
{
    return number_of(date) >= day_number(FIGURES_EXAMS_FROM) &&
           number_of(date) <= day_number(FIGURES_THROUGH);
}

/* ---- projects ---- */

bool figure_record_project(const struct figure_record *record)
{
    const Caravan__Projects__V1__Project *project = (const void *)record->message;
    int32_t started = number_of(project->actual_start_date);

    return started != 0 && started <= day_number(FIGURES_THROUGH) && count(record, 1, 1);
}

/* ---- development ---- */

/* Of grants the report's kind is the level. */
static bool is_kind(const struct figure_record *record)
{
    const ProtobufCMessageDescriptor *type = record->message->descriptor;
    bool of_kind = protobuf_c_message_descriptor_get_field_by_name(type, "kind") != NULL;

    return figure_row_has_as(record->message, record->figure->where, "kind",
                             of_kind ? "kind" : "level", record->arena) &&
           has(record, "grade");
}

bool figure_record_standing(const struct figure_record *record)
{
    return is_kind(record) && has(record, "state") && count(record, 1, 1);
}

/* All things whose state moves have their moves in the same place. */
bool figure_record_reached(const struct figure_record *record)
{
    const Caravan__Projects__V1__Certification *thing = (const void *)record->message;

    if (!is_kind(record))
        return false;
    for (size_t i = 0; i < thing->n_moves; i++) {
        const Caravan__Projects__V1__DatedMove *move = thing->moves[i];

        if (move->retracted_time != NULL ||
            !figure_row_has(&move->base, record->figure->where, "state", record->arena) ||
            !figure_row_has_as(&move->base, record->figure->where, "year", "date.year",
                               record->arena))
            continue;
        record->entry->effective_date = move->date;
        record->entry->recorded_time = move->recorded_time;
        return count(record, 1, 1);
    }
    return false;
}

bool figure_record_fact(const struct figure_record *record)
{
    const Caravan__Projects__V1__SiteFact *fact = (const void *)record->message;
    int32_t day = number_of(fact->effective_date);
    bool newest = day <= day_number(FIGURES_THROUGH);

    if (!has(record, "subject") || !has(record, "kind") || fact->reverses[0] != '\0' ||
        fact->reversed_by[0] != '\0')
        return false;
    for (size_t i = 0; newest && i < record->before->count; i++) {
        Caravan__Projects__V1__ReportEntry *other = record->before->entries[i];

        newest = day >= number_of(other->effective_date);
        if (newest)
            other->counted = 0;
    }
    return count(record, fact->value, newest ? fact->value : 0);
}

/* An order that came of a letter of intent counts once, as the letter. */
bool figure_record_trade(const struct figure_record *record)
{
    const Caravan__Projects__V1__TradeResult *result = (const void *)record->message;
    const char *value = record->figure->value;

    if (!has(record, "trade_event") || result->reverses[0] != '\0' ||
        result->reversed_by[0] != '\0')
        return false;
    if (result->kind == CARAVAN__PROJECTS__V1__TRADE_RESULT_KIND__TRADE_RESULT_KIND_EXHIBITORS)
        return strcmp(value, "exhibitors") == 0 &&
               count(record, result->quantity, result->quantity);
    if (result->kind == CARAVAN__PROJECTS__V1__TRADE_RESULT_KIND__TRADE_RESULT_KIND_ITEMS_SHOWN)
        return strcmp(value, "items_shown") == 0 &&
               count(record, result->quantity, result->quantity);
    if (strcmp(value, "together_minor") != 0 || result->amount == NULL)
        return false;
    return count(record, result->amount->minor_units,
                 result->letter[0] == '\0' ? result->amount->minor_units : 0);
}

/* ---- engagement ---- */

bool figure_record_received(const struct figure_record *record)
{
    const Caravan__Projects__V1__Donation *donation = (const void *)record->message;
    int64_t worth = 0;

    if (donation->state == CARAVAN__PROJECTS__V1__DONATION_STATE__DONATION_STATE_CANCELLED)
        return false;
    for (size_t i = 0; i < donation->n_lines; i++)
        worth +=
            donation->lines[i]->received_quantity * donation->lines[i]->unit_value->minor_units;
    return worth > 0 && count(record, worth, worth);
}

/* ---- training ---- */

bool figure_record_counted(const struct figure_record *record)
{
    const ProtobufCMessage *message = record->message;
    int64_t own = strtoll(message_text(message, "count", false, record->arena), NULL, 10);

    return pointer_of(message, "struck_time") == NULL &&
           in_time(pointer_of(message, "effective_date")) && has(record, "level") &&
           has(record, "rank") && count(record, own, own);
}

bool figure_record_pairing(const struct figure_record *record)
{
    const ProtobufCMessage *message = record->message;
    const Google__Type__Date *ended = pointer_of(message, "ended_date");

    return pointer_of(message, "struck_time") == NULL && has(record, "kind") &&
           number_of(pointer_of(message, "start_date")) <= day_number(FIGURES_THROUGH) &&
           (ended == NULL || number_of(ended) >= day_number(FIGURES_EXAMS_FROM)) &&
           count(record, 1, 1);
}

/* Of those that began; a person counts once. */
bool figure_record_assignment(const struct figure_record *record)
{
    const ProtobufCMessage *message = record->message;
    int32_t began = number_of(pointer_of(message, "actual_start_date"));
    int32_t ended = number_of(pointer_of(message, "actual_end_date"));

    return began != 0 && began <= day_number(FIGURES_THROUGH) &&
           (ended == 0 || ended >= day_number(FIGURES_EXAMS_FROM)) && has(record, "kind") &&
           count(record, 1, 1);
}

bool figure_record_exam(const struct figure_record *record)
{
    const Caravan__Training__V1__ExamResult *result = (const void *)record->message;
    const char *where = record->figure->where;

    if (result->struck_time != NULL || !has(record, "subject") ||
        (!figure_row_has_as(record->message, where, "from_year", "year", record->arena) &&
         !figure_row_has_as(record->message, where, "to_year", "year", record->arena)))
        return false;
    record->entry->weight = result->candidates;
    return count(record, result->mean_hundredths, result->mean_hundredths);
}

/* ---- logistics ---- */

bool figure_record_posting(const struct figure_record *record)
{
    const Caravan__Logistics__V1__SalePosting *posting = (const void *)record->message;
    bool paid = posting->measure == CARAVAN__LOGISTICS__V1__SALE_MEASURE__SALE_MEASURE_PAID;

    if (posting->entry[0] == '\0')
        record->entry->record = posting->sale;
    if (!paid && posting->measure != CARAVAN__LOGISTICS__V1__SALE_MEASURE__SALE_MEASURE_REFUNDED)
        return false;
    return count(record, posting->amount_minor,
                 paid ? posting->amount_minor : -posting->amount_minor);
}

bool figure_record_mass(const struct figure_record *record)
{
    const Caravan__Logistics__V1__CarriedConsignment *carried = (const void *)record->message;

    return count(record, carried->gross_grams, carried->gross_grams);
}

bool figure_record_value(const struct figure_record *record)
{
    const Caravan__Logistics__V1__CarriedConsignment *carried = (const void *)record->message;

    return count(record, carried->value_minor, carried->value_minor);
}
