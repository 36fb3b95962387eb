/* A hub with its readers, prefectures, chutes and an active sort plan, for whoever loads one.
 *
 * Memory   All is borrowed until hub_data_make() returns. */
#ifndef CARAVAN_LOAD_HUB_DATA_H
#define CARAVAN_LOAD_HUB_DATA_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

#define HUB_PREFECTURES    4
#define HUB_CHUTES         40 /* as many for each prefecture; two more take what has none */
#define HUB_OFFSET_MINUTES 480

extern const char *const HUB_PREFECTURE_CODES[HUB_PREFECTURES];

/* A call of the Hubs service, by its name, that may have been made before. False: it went wrong,
 * and that has been told. */
typedef bool hub_data_ask(void *arg, const char *method, const ProtobufCMessage *request);

struct hub_data {
    const char *hub; /* "load" */
    const char *const *readers;
    size_t reader_count;
    hub_data_ask *ask;
    void *arg;
};

bool hub_data_make(const struct hub_data *data);
void hub_chute_id(unsigned chute, char id[16]); /* "c07" */

#endif
