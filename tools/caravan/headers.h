/* -H "NAME: VALUE": metadata that goes with each call of a run. */
#ifndef CARAVAN_HEADERS_H
#define CARAVAN_HEADERS_H

#include "command.h"
#include "rpc/metadata.h"

/* A row for the options of a command. */
#define HEADERS_OPTION                                                                             \
    {                                                                                              \
        .name = "-H", .value = "\"NAME: VALUE\"", .repeated = true,                                \
        .help = {"metadata to send, may be given often; for a name\nthat ends in -bin the value "  \
                 "is base64",                                                                      \
                 "要发送的元数据，可重复；以 -bin 结尾的名称，其值为 base64"},                     \
    }

/* All of them, in the run's arena. Complains on stderr. */
enum exit_code headers_read(const struct run *run, struct cv_metadata *metadata);

#endif
