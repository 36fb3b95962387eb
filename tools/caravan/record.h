/* One row of each kind of file as a Create of the API. */
#ifndef CARAVAN_RECORD_H
#define CARAVAN_RECORD_H

#include "batch.h"
#include "reader.h"

/* Fill `row` and what of `origin` is not set yet. The reader says whether it is good. */
void record_make(struct batch *batch, struct reader *reader, struct batch_origin *origin,
                 Caravan__Projects__V1__ImportRow *row);

#endif
