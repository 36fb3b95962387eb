/* The commands of the program; main.c lists them in the order of the help. */
#ifndef CARAVAN_COMMANDS_H
#define CARAVAN_COMMANDS_H

#include "command.h"

extern const struct command command_approve;
extern const struct command command_assignment;
extern const struct command command_bag;
extern const struct command command_box;
extern const struct command command_call;
extern const struct command command_certificate;
extern const struct command command_check_figures;
extern const struct command command_chute;
extern const struct command command_cohort;
extern const struct command command_consignment;
extern const struct command command_course;
extern const struct command command_demo_data;
extern const struct command command_demo_live;
extern const struct command command_describe;
extern const struct command command_enrolment;
extern const struct command command_events;
extern const struct command command_explain;
extern const struct command command_health;
extern const struct command command_hub;
extern const struct command command_import;
extern const struct command command_keys;
extern const struct command command_list;
extern const struct command command_load;
extern const struct command command_manifest;
extern const struct command command_match;
extern const struct command command_mentor;
extern const struct command command_month;
extern const struct command command_outcome;
extern const struct command command_person;
extern const struct command command_plan;
extern const struct command command_report;
extern const struct command command_sale;
extern const struct command command_scan;
extern const struct command command_serve;
extern const struct command command_session;
extern const struct command command_track;
extern const struct command command_trip;
extern const struct command command_watch;

#endif
