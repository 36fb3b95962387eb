/* The steps of our channel's walk through the scenario that have a file of their own. */
#ifndef TESTS_E2E_JUDGE_CHANNEL_H
#define TESTS_E2E_JUDGE_CHANNEL_H

#include "foreign_bench.h"

/* judge_channel_services.c: cmocka tests whose state is a struct bench, connected. */
void health(void **state);
void health_watch(void **state);
void reflection(void **state);

#endif
