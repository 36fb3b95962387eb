/* caravan import for scan files (scan_file.h): each is one stream of StreamScans, which begins
 * behind what the hub has on disk already. Several run at once. */
#ifndef CARAVAN_IMPORT_SCANS_H
#define CARAVAN_IMPORT_SCANS_H

#include "command.h"

#include <stdbool.h>

/* By its name, "line-1.scans". */
bool is_scan_file(const char *path);
/* All operands are scan files. */
enum exit_code import_scans(struct run *run);

#endif
