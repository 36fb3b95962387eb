/* What a record, or a row of a report, counts in a published figure.
 *
 * Memory   Everything is borrowed or in the arena. */
#ifndef CARAVAN_FIGURE_RECORD_H
#define CARAVAN_FIGURE_RECORD_H

#include "explain_view.h"
#include "figures.h"

#include <protobuf-c/protobuf-c.h>

struct figure_record {
    const struct figure *figure;
    const ProtobufCMessage *message; /* one element of the answer of a List method */
    Caravan__Projects__V1__ReportEntry *entry;
    struct explained *before; /* what was found before it */
    struct cv_arena *arena;
};

/* A new entry with what all records have: name, day, time and reference. NULL: out of memory. */
Caravan__Projects__V1__ReportEntry *figure_entry(const ProtobufCMessage *message,
                                                 struct cv_arena *arena);

/* Set the entry's amount, weight and what of it counts. False: it has nothing to do with it. */
typedef bool figure_record_rule(const struct figure_record *record);

figure_record_rule figure_record_project; /* started */
figure_record_rule figure_record_posting; /* paid less refunded */
figure_record_rule figure_record_mass;
figure_record_rule figure_record_value;
figure_record_rule figure_record_standing; /* in the state */
figure_record_rule figure_record_reached;  /* came into it that year */
figure_record_rule figure_record_fact;     /* the newest counts */
figure_record_rule figure_record_trade;
figure_record_rule figure_record_received; /* goods given, by their worth */
figure_record_rule figure_record_counted;  /* by its own count */
figure_record_rule figure_record_pairing;
figure_record_rule figure_record_assignment; /* began */
figure_record_rule figure_record_exam;

#endif
