/* Files of Google's that servers use and do not always show: this program brings its own copies. */
#ifndef CARAVAN_KNOWN_FILES_H
#define CARAVAN_KNOWN_FILES_H

#include "base/buf.h"
#include "rpc/method.h"

const struct cv_file *known_file_by_name(const char *name);         /* or NULL */
const struct cv_file *known_file_by_symbol(struct cv_slice symbol); /* or NULL */

#endif
