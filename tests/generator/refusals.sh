#!/bin/sh
# What protoc-gen-caravan refuses, what it says then, and that it spells c_package as protoc-gen-c.
# Usage: refusals.sh PROTOC PLUGIN SYSTEM_PROTO_DIR
set -eu
protoc=$1 plugin=$2 system=$3
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

generate() {
    "$protoc" -I "$dir" -I "$system" --plugin="$plugin" --caravan_out="$dir" "$dir/x.proto" 2>&1
}

# refuses TEXT: x.proto (stdin) is refused, and the message holds TEXT.
refuses() {
    cat > "$dir/x.proto"
    if said=$(generate); then
        echo "NOT REFUSED: $1" >&2
        failed=1
    elif ! printf '%s' "$said" | grep -qF "$1"; then
        printf 'EXPECTED: %s\nSAID:     %s\n' "$1" "$said" >&2
        failed=1
    elif [ -e "$dir/x.caravan.h" ]; then
        echo "REFUSED BUT WRITTEN: $1" >&2
        failed=1
    fi
}

refuses \
    'x.proto: Inner.b is a proto3 optional, which protobuf-c does not have; write a oneof' <<'END'
syntax = "proto3";
message Outer { message Inner { optional int32 b = 1; } }
END
refuses 'x.proto: method GetURL and method GetUrl would both be s_get_url in C; rename one' <<'END'
syntax = "proto3";
message M {}
service S { rpc GetURL(M) returns (M); rpc GetUrl(M) returns (M); }
END
refuses 'x.proto: method Int would be a member int of a C struct, and C keeps that word for' <<'END'
syntax = "proto3";
message M {}
service S { rpc Int(M) returns (M); }
END
refuses 'method Get and method GetReply would both be s_get_reply in C' <<'END'
syntax = "proto3";
message M {}
service S { rpc Get(M) returns (M); rpc GetReply(M) returns (M); }
END
refuses 'service S and method Serve would both be a_s_serve in C' <<'END'
syntax = "proto3";
package a;
message M {}
service S { rpc Serve(M) returns (M); }
END

# A file that names its own C package: types as protoc-gen-c spells them, paths as the wire does.
cat > "$dir/x.proto" <<'END'
syntax = "proto3";
package com.example.thing.v1;
import "protobuf-c/protobuf-c.proto";
option (pb_c_file).c_package = "thing";
message Req { message In {} }
service S { rpc DoIt(Req) returns (Req.In); }
END
"$protoc" -I "$dir" -I "$system" --c_out="$dir" "$dir/x.proto"
generate
for name in Thing__Req Thing__Req__In thing__req__in__descriptor; do
    grep -qw "$name" "$dir/x.pb-c.h" || { echo "protoc-gen-c has no $name" >&2; failed=1; }
    cat "$dir/x.caravan.h" "$dir/x.caravan.c" | grep -qw "$name" ||
        { echo "no $name" >&2; failed=1; }
done
grep -qF '"/com.example.thing.v1.S/DoIt"' "$dir/x.caravan.c" || { echo "wrong path" >&2; failed=1; }
grep -q '^struct thing_s_do_it_method' "$dir/x.caravan.h" || { echo "wrong prefix" >&2; failed=1; }

# The same input gives the same bytes.
cp "$dir/x.caravan.c" "$dir/first.c"
generate
cmp "$dir/x.caravan.c" "$dir/first.c"

# Not run by protoc: says so.
if said=$(echo 'not a request, whatever it is' | "$plugin" 2>&1); then
    echo "took junk" >&2
    failed=1
fi
exit $failed
