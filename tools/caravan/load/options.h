/* What `caravan load` is told on its command line. */
#ifndef CARAVAN_LOAD_OPTIONS_H
#define CARAVAN_LOAD_OPTIONS_H

#include "measure.h"

extern const struct option load_options[];

/* Fill the plan: all but its client, target and server. Says what is wrong with an option. */
enum exit_code load_options_read(const struct run *run, struct load_plan *plan);

/* By its name; NULL: there is none. */
const struct load_service *load_service_find(const char *name);
/* What there is to be loaded, for the help. */
void load_help(FILE *out);

#endif
