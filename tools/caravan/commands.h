/* The commands of the program; main.c lists them in the order of the help. */
#ifndef CARAVAN_COMMANDS_H
#define CARAVAN_COMMANDS_H

#include "command.h"

extern const struct command command_call;
extern const struct command command_check_figures;
extern const struct command command_demo_data;
extern const struct command command_describe;
extern const struct command command_health;
extern const struct command command_import;
extern const struct command command_list;
extern const struct command command_report;
extern const struct command command_track;
extern const struct command command_watch;

#endif
