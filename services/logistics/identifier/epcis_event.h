/* The name that EPCIS 2.0 gives an event by what it says: "ni:///sha-256;...?ver=CBV2.0". Whoever
 * records the same event comes to the same name, in whatever order he lists things.
 *
 * The rules have changed over time. These are the ones of the reference implementation of CBV 2.0
 * of October 2025: an event's own eventID and recordTime are not in it; destinations stand before
 * sources. Since 2023 the declaration that an event was wrong is left out, so that it has the name
 * of that event; the form before, which has it and the events that put it right, tells the two
 * apart.
 *
 * Identifiers are URIs as they are always written: https://id.gs1.org/00/106141412345678908. Words
 * of the CBV are given bare ("departing"), others as URIs.
 *
 * Thread   Any; nothing is kept.
 * Memory   Texts are borrowed; what is made lives in the arena.
 * Errors   False or NULL: the arena is full. */
#ifndef LOGISTICS_EPCIS_EVENT_H
#define LOGISTICS_EPCIS_EVENT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum epcis_type {
    EPCIS_OBJECT,
    EPCIS_AGGREGATION,
    EPCIS_TRANSACTION,
    EPCIS_TRANSFORMATION,
    EPCIS_ASSOCIATION,
};

struct epcis_list {
    const char *const *uris;
    size_t count;
};

struct epcis_quantity {
    const char *epc_class;
    int64_t milli;   /* thousandths of `uom`; 0: not said */
    const char *uom; /* "KGM"; NULL: pieces */
};

struct epcis_quantities {
    const struct epcis_quantity *items;
    size_t count;
};

/* A business transaction, a source or a destination. */
struct epcis_typed {
    const char *type;
    const char *uri;
};

struct epcis_typed_list {
    const struct epcis_typed *items;
    size_t count;
};

/* Something that is not of the standard. */
struct epcis_field {
    const char *name;  /* "{https://ns.example.com/epcis/}myField" */
    const char *value; /* NULL: none of its own */
    const struct epcis_field *fields;
    size_t field_count;
};

struct epcis_fields {
    const struct epcis_field *items;
    size_t count;
};

/* An event was wrong. */
struct epcis_declaration {
    int64_t declared_us;
    const char *reason; /* NULL: none */
    struct epcis_list corrective_ids;
    struct epcis_fields fields;
};

/* Of the texts each may be NULL, of the lists each empty. */
struct epcis_event {
    enum epcis_type type;
    int64_t at_us;
    int offset_minutes;
    const char *certification;
    const char *parent;
    struct epcis_list epcs;
    struct epcis_list inputs;
    struct epcis_list children;
    struct epcis_quantities quantities;
    struct epcis_quantities child_quantities;
    struct epcis_quantities input_quantities;
    struct epcis_list outputs;
    struct epcis_quantities output_quantities;
    const char *action; /* "ADD", "OBSERVE", "DELETE" */
    const char *transformation;
    const char *step;
    const char *disposition;
    struct epcis_list set; /* persistent dispositions */
    struct epcis_list unset;
    const char *read_point;
    struct epcis_fields read_point_fields;
    const char *location;
    struct epcis_typed_list transactions;
    struct epcis_typed_list destinations;
    struct epcis_typed_list sources;
    struct epcis_fields ilmd; /* what is said of the instance or lot */
    struct epcis_fields fields;
    const struct epcis_declaration *declaration; /* NULL: it was not wrong */
};

enum epcis_form {
    EPCIS_EVENT,               /* as the reference has it */
    EPCIS_EVENT_AND_CORRECTION /* with the declaration */
};

#define EPCIS_ID_TEXT 96

/* What is hashed. */
const char *epcis_event_text(struct cv_arena *arena, const struct epcis_event *event,
                             enum epcis_form form);
bool epcis_event_id(struct cv_arena *arena, const struct epcis_event *event, enum epcis_form form,
                    char id[EPCIS_ID_TEXT]);

#endif
