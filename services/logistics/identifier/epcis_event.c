#include "identifier/epcis_event.h"

#include "base/sha256.h"
#include "base/time_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)1024 * 1024)

struct writer {
    struct cv_arena *arena;
    struct cv_buf text;
};

static void put(struct writer *to, const char *key, const char *value)
{
    if (value != NULL)
        cv_buf_printf(&to->text, "%s=%s", key, value);
}

/* A bare word of the vocabulary stands for a URI. */
static const char *word(struct writer *to, const char *kind, const char *text)
{
    const char *uri = text;

    if (text != NULL && strchr(text, ':') == NULL)
        uri = cv_arena_printf(to->arena, "https://ref.gs1.org/cbv/%s-%s", kind, text);
    return uri;
}

/* In UTC, to the millisecond. */
static void put_time(struct writer *to, const char *key, int64_t us)
{
    int64_t ms = us / 1000 + (us % 1000 >= 500) - (us % 1000 < -500);
    int64_t part = (ms % 1000 + 1000) % 1000;
    struct cv_time_value seconds = {.seconds = (ms - part) / 1000};
    char text[CV_TIME_TEXT_MAX];

    if (cv_time_text_print_timestamp(seconds, text))
        cv_buf_printf(&to->text, "%s=%.*s.%03dZ", key, (int)strlen(text) - 1, text, (int)part);
    else
        to->text.failed = true;
}

static void put_offset(struct writer *to, int minutes)
{
    int distance = abs(minutes);

    cv_buf_printf(&to->text, "eventTimeZoneOffset=%c%02d:%02d", minutes < 0 ? '-' : '+',
                  distance / 60, distance % 60);
}

/* ---- lists ---- */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted: the order in which things are listed means nothing. */
static void put_sorted(struct writer *to, const char *name, const char **parts, size_t count)
{
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        if (parts[i] == NULL) {
            to->text.failed = true;
            return;
        }
    }
    qsort(parts, count, sizeof(*parts), by_bytes);
    cv_buf_add_text(&to->text, name);
    for (size_t i = 0; i < count; i++)
        cv_buf_add_text(&to->text, parts[i]);
}

static const char **parts_of(struct writer *to, size_t count)
{
    const char **parts = cv_arena_array(to->arena, count + 1, sizeof(*parts));

    to->text.failed |= parts == NULL;
    return parts;
}

static void put_list(struct writer *to, const char *name, const char *key,
                     const struct epcis_list *list)
{
    const char **parts = parts_of(to, list->count);

    for (size_t i = 0; parts != NULL && i < list->count; i++)
        parts[i] = cv_arena_printf(to->arena, "%s=%s", key, list->uris[i]);
    if (parts != NULL)
        put_sorted(to, name, parts, list->count);
}

static void put_dispositions(struct writer *to, const struct epcis_event *event)
{
    const struct epcis_list *lists[] = {&event->set, &event->unset};
    static const char *const KEYS[] = {"set", "unset"};

    if (event->set.count + event->unset.count > 0)
        cv_buf_add_text(&to->text, "persistentDisposition");
    for (size_t k = 0; k < 2; k++) {
        const char **parts = parts_of(to, lists[k]->count);

        for (size_t i = 0; parts != NULL && i < lists[k]->count; i++)
            parts[i] =
                cv_arena_printf(to->arena, "%s=%s", KEYS[k], word(to, "Disp", lists[k]->uris[i]));
        if (parts != NULL)
            put_sorted(to, "", parts, lists[k]->count);
    }
}

/* "quantity=200.5": no zeros behind. */
static const char *quantity_text(struct writer *to, int64_t milli)
{
    int64_t part = llabs(milli % 1000);
    int digits = part % 100 == 0 ? 1 : part % 10 == 0 ? 2 : 3;

    if (milli == 0)
        return "";
    if (part == 0)
        return cv_arena_printf(to->arena, "quantity=%" PRId64, milli / 1000);
    part /= digits == 1 ? 100 : digits == 2 ? 10 : 1;
    return cv_arena_printf(to->arena, "quantity=%" PRId64 ".%0*d", milli / 1000, digits, (int)part);
}

static void put_quantities(struct writer *to, const char *name, const struct epcis_quantities *list)
{
    const char **parts = parts_of(to, list->count);

    for (size_t i = 0; parts != NULL && i < list->count; i++) {
        const struct epcis_quantity *item = &list->items[i];
        const char *quantity = quantity_text(to, item->milli);

        parts[i] = quantity == NULL
                       ? NULL
                       : cv_arena_printf(to->arena, "quantityElementepcClass=%s%s%s%s",
                                         item->epc_class, quantity, item->uom == NULL ? "" : "uom=",
                                         item->uom == NULL ? "" : item->uom);
    }
    if (parts != NULL)
        put_sorted(to, name, parts, list->count);
}

static void put_typed(struct writer *to, const char *name, const char *key, const char *kind,
                      const struct epcis_typed_list *list)
{
    const char **parts = parts_of(to, list->count);

    for (size_t i = 0; parts != NULL && i < list->count; i++) {
        const char *type = word(to, kind, list->items[i].type);

        parts[i] = type == NULL
                       ? cv_arena_printf(to->arena, "%s=%s", key, list->items[i].uri)
                       : cv_arena_printf(to->arena, "type=%s%s=%s", type, key, list->items[i].uri);
    }
    if (parts != NULL)
        put_sorted(to, name, parts, list->count);
}

/* ---- what is not of the standard ---- */

static const char *field_text(struct cv_arena *arena, const struct epcis_field *field);

static void put_fields(struct writer *to, const char *name, const struct epcis_field *fields,
                       size_t count)
{
    const char **parts = parts_of(to, count);

    for (size_t i = 0; parts != NULL && i < count; i++)
        parts[i] = field_text(to->arena, &fields[i]);
    if (parts != NULL)
        put_sorted(to, name, parts, count);
}

/* What was written, or NULL. */
static const char *finish(struct writer *to)
{
    const char *text = NULL;

    cv_buf_add(&to->text, "", 1);
    if (!to->text.failed)
        text = cv_arena_string(to->arena, (const char *)to->text.at);
    cv_buf_free(&to->text);
    return text;
}

static const char *field_text(struct cv_arena *arena, const struct epcis_field *field)
{
    struct writer to = {.arena = arena};

    cv_buf_init(&to.text, TEXT_MAX);
    cv_buf_add_text(&to.text, field->name);
    if (field->value != NULL)
        cv_buf_printf(&to.text, "=%s", field->value);
    put_fields(&to, "", field->fields, field->field_count);
    return finish(&to);
}

/* ---- the whole ---- */

static void put_declaration(struct writer *to, const struct epcis_declaration *declaration)
{
    cv_buf_add_text(&to->text, "errorDeclaration");
    put_time(to, "declarationTime", declaration->declared_us);
    put(to, "reason", word(to, "ER", declaration->reason));
    put_list(to, "correctiveEventIDs", "correctiveEventID", &declaration->corrective_ids);
}

static void put_things(struct writer *to, const struct epcis_event *event)
{
    put(to, "parentID", event->parent);
    put_list(to, "epcList", "epc", &event->epcs);
    put_list(to, "inputEPCList", "epc", &event->inputs);
    put_list(to, "childEPCs", "epc", &event->children);
    put_quantities(to, "quantityList", &event->quantities);
    put_quantities(to, "childQuantityList", &event->child_quantities);
    put_quantities(to, "inputQuantityList", &event->input_quantities);
    put_list(to, "outputEPCList", "epc", &event->outputs);
    put_quantities(to, "outputQuantityList", &event->output_quantities);
}

static void put_places(struct writer *to, const struct epcis_event *event)
{
    if (event->read_point != NULL) {
        cv_buf_printf(&to->text, "readPointid=%s", event->read_point);
        put_fields(to, "", event->read_point_fields.items, event->read_point_fields.count);
    }
    if (event->location != NULL)
        cv_buf_printf(&to->text, "bizLocationid=%s", event->location);
}

const char *epcis_event_text(struct cv_arena *arena, const struct epcis_event *event,
                             enum epcis_form form)
{
    static const char *const TYPES[] = {"Object", "Aggregation", "Transaction", "Transformation",
                                        "Association"};
    const struct epcis_declaration *declaration = form == EPCIS_EVENT ? NULL : event->declaration;
    struct writer to = {.arena = arena};

    cv_buf_init(&to.text, TEXT_MAX);
    cv_buf_printf(&to.text, "eventType=%sEvent", TYPES[event->type]);
    put_time(&to, "eventTime", event->at_us);
    put_offset(&to, event->offset_minutes);
    put(&to, "certificationInfo", event->certification);
    if (declaration != NULL)
        put_declaration(&to, declaration);
    put_things(&to, event);
    put(&to, "action", event->action);
    put(&to, "transformationID", event->transformation);
    put(&to, "bizStep", word(&to, "BizStep", event->step));
    put(&to, "disposition", word(&to, "Disp", event->disposition));
    put_dispositions(&to, event);
    put_places(&to, event);
    put_typed(&to, "bizTransactionList", "bizTransaction", "BTT", &event->transactions);
    put_typed(&to, "destinationList", "destination", "SDT", &event->destinations);
    if (declaration != NULL)
        put_fields(&to, "errorDeclaration", declaration->fields.items, declaration->fields.count);
    put_fields(&to, "ilmd", event->ilmd.items, event->ilmd.count);
    put_typed(&to, "sourceList", "source", "SDT", &event->sources);
    put_fields(&to, "", event->fields.items, event->fields.count);
    return finish(&to);
}

bool epcis_event_id(struct cv_arena *arena, const struct epcis_event *event, enum epcis_form form,
                    char id[EPCIS_ID_TEXT])
{
    const char *text = epcis_event_text(arena, event, form);
    uint8_t digest[CV_SHA256_BYTES];
    size_t at;

    if (text == NULL)
        return false;
    cv_sha256((struct cv_slice){(const uint8_t *)text, strlen(text)}, digest);
    at = (size_t)snprintf(id, EPCIS_ID_TEXT, "ni:///sha-256;");
    for (size_t i = 0; i < sizeof(digest); i++)
        at += (size_t)snprintf(id + at, EPCIS_ID_TEXT - at, "%02x", digest[i]);
    (void)snprintf(id + at, EPCIS_ID_TEXT - at, "?ver=CBV2.0");
    return true;
}
