/* Metadata as it stands on the wire: "-bin" values in base64. */
#ifndef CV_RPC_METADATA_WIRE_H
#define CV_RPC_METADATA_WIRE_H

#include "rpc/metadata.h"

/* Append a received field. Several values of a "-bin" name may come joined by commas. Errors as
 * cv_metadata_add(). */
struct cv_status cv_metadata_add_wire(struct cv_metadata *metadata, struct cv_arena *arena,
                                      struct cv_slice key, struct cv_slice value);
/* The value to send; of a "-bin" name `at` is NULL when the arena is full. */
struct cv_slice cv_metadata_wire_value(const struct cv_metadatum *entry, struct cv_arena *arena);

#endif
