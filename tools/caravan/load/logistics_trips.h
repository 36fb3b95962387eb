/* Trips of a load: made one after the other, each going its way event by event. */
#ifndef CARAVAN_LOAD_LOGISTICS_TRIPS_H
#define CARAVAN_LOAD_LOGISTICS_TRIPS_H

#include "prepare.h"
#include "waiting.h"

struct trip {
    char name[LOAD_NAME_SIZE];
    unsigned event; /* the next one */
};

struct trips {
    struct trip all[WAITING_MAX];
    struct waiting waiting; /* for their next event */
    int64_t first_s;        /* when they left, by the clock of the world */
};

/* The corridor they run on, and its places. False: complained. */
bool trips_prepare(struct trips *trips, struct prepare *prepare);

void trips_create(struct trips *trips, struct load_call *call);
void trips_created(struct trips *trips, struct load_call *call);
/* Of these there must be one that waits. */
void trips_record(struct trips *trips, struct load_call *call);
void trips_recorded(struct trips *trips, struct load_call *call);
void trips_refused(struct trips *trips, struct load_call *call);
void trips_get(struct trips *trips, struct load_call *call);

#endif
