#include "known_files.h"

#include "google/protobuf/any.caravan.h"
#include "google/protobuf/descriptor.caravan.h"
#include "google/protobuf/duration.caravan.h"
#include "google/protobuf/empty.caravan.h"
#include "google/protobuf/field_mask.caravan.h"
#include "google/protobuf/struct.caravan.h"
#include "google/protobuf/timestamp.caravan.h"
#include "google/protobuf/wrappers.caravan.h"
#include "google/rpc/error_details.caravan.h"
#include "google/rpc/status.caravan.h"

#include <string.h>

static const struct cv_file *const FILES[] = {
    &google_protobuf_any_file,        &google_protobuf_descriptor_file,
    &google_protobuf_duration_file,   &google_protobuf_empty_file,
    &google_protobuf_field_mask_file, &google_protobuf_struct_file,
    &google_protobuf_timestamp_file,  &google_protobuf_wrappers_file,
    &google_rpc_error_details_file,   &google_rpc_status_file,
};

#define FILE_COUNT (sizeof(FILES) / sizeof(FILES[0]))

const struct cv_file *known_file_by_name(const char *name)
{
    for (size_t i = 0; i < FILE_COUNT; i++) {
        if (strcmp(FILES[i]->name, name) == 0)
            return FILES[i];
    }
    return NULL;
}

const struct cv_file *known_file_by_symbol(struct cv_slice symbol)
{
    for (size_t i = 0; i < FILE_COUNT; i++) {
        for (const char *const *at = FILES[i]->symbols; *at != NULL; at++) {
            if (strlen(*at) == symbol.len && memcmp(*at, symbol.at, symbol.len) == 0)
                return FILES[i];
        }
    }
    return NULL;
}
