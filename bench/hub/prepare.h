/* The hub that the load is for: its readers, prefectures, chutes, sort plan and bags. */
#ifndef BENCH_PREPARE_H
#define BENCH_PREPARE_H

#include "app/client.h"

/* What is there already is left as it is. */
struct cv_status prepare_hub(struct cv_client *client);
/* The bags of these parcels. */
struct cv_status prepare_bags(struct cv_client *client, uint64_t from, uint64_t to);

#endif
