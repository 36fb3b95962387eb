"""Messages with anything in them that JSON can say, the same for the same seed."""
import math

from google.protobuf import (any_pb2, duration_pb2, field_mask_pb2, struct_pb2, timestamp_pb2)
from google.protobuf.descriptor import FieldDescriptor as Field

EDGES = {
    Field.CPPTYPE_INT32: (0, 1, -1, 2**31 - 1, -2**31),
    Field.CPPTYPE_INT64: (0, 1, -1, 2**63 - 1, -2**63, 2**53 + 1),
    Field.CPPTYPE_UINT32: (0, 1, 2**32 - 1),
    Field.CPPTYPE_UINT64: (0, 1, 2**64 - 1, 2**63),
}
REALS = (0.0, -0.0, 1.5, 0.1, -1e-7, 123456789.123, math.inf, -math.inf, math.nan)
TEXTS = ("", "a", "早上好", "\U0001f42a", "\"\\/\b\f\n\r\t", "\x00\x1f\x7f\x85\xa0", "{}[]:,",
         "\u2028\ufeff\uffff")


def text(random):
    return random.choice(TEXTS) + random.choice(TEXTS) * random.randrange(3)


def raw(random):
    return bytes(random.randrange(256) for _ in range(random.randrange(7)))


def real(random, single):
    value = random.choice(REALS + (random.uniform(-1e30, 1e30), random.uniform(-1, 1)))
    if not single and random.random() < 0.2:
        return random.choice((5e-324, 1.7976931348623157e308, random.uniform(-1e300, 1e300)))
    return value


def scalar(random, field):
    kind = field.cpp_type
    if kind in EDGES:
        low, high = min(EDGES[kind]), max(EDGES[kind])
        return random.choice(EDGES[kind] + (random.randint(low, high), random.randint(0, 300)))
    if kind in (Field.CPPTYPE_FLOAT, Field.CPPTYPE_DOUBLE):
        return real(random, kind == Field.CPPTYPE_FLOAT)
    if kind == Field.CPPTYPE_BOOL:
        return random.random() < 0.5
    if kind == Field.CPPTYPE_ENUM:
        known = [v.number for v in field.enum_type.values]
        is_open = field.enum_type.file.syntax == "proto3"
        null = field.enum_type.full_name == "google.protobuf.NullValue"
        return random.choice(known + ([77, -(2**31)] if is_open and not null else []))
    return raw(random) if field.type == Field.TYPE_BYTES else text(random)


def any_json(random, depth):
    pick = random.randrange(6 if depth > 0 else 4)
    if pick < 4:
        return (None, random.choice((0, -1.5, 1e300)), text(random), random.random() < 0.5)[pick]
    if pick == 4:
        return [any_json(random, depth - 1) for _ in range(random.randrange(4))]
    return {text(random): any_json(random, depth - 1) for _ in range(random.randrange(4))}


def put_value(message, value):
    if value is None:
        message.null_value = 0
    elif isinstance(value, bool):
        message.bool_value = value
    elif isinstance(value, (int, float)):
        message.number_value = value
    elif isinstance(value, str):
        message.string_value = value
    elif isinstance(value, list):
        message.list_value.SetInParent()
        for each in value:
            put_value(message.list_value.values.add(), each)
    else:
        message.struct_value.SetInParent()
        for key, each in value.items():
            put_value(message.struct_value.fields[key], each)


def fill_any(random, message, depth, make):
    inner = make(random, depth - 1) if random.random() < 0.6 else duration_pb2.Duration(seconds=5)
    if random.random() < 0.2:
        inner = struct_pb2.Value(string_value="x")
    if random.random() < 0.2:
        nested = any_pb2.Any()
        nested.Pack(inner)
        inner = nested
    message.Pack(inner)


def fill_known(random, message, depth, make):
    """False: it is an ordinary message."""
    name = message.DESCRIPTOR.full_name
    if name == "google.protobuf.Timestamp":
        message.seconds = random.choice((0, -1, 253402300799, -62135596800,
                                         random.randint(-62135596800, 253402300799)))
        message.nanos = random.choice((0, 1, 500000000, 123000, 999999999))
    elif name == "google.protobuf.Duration":
        sign = random.choice((1, -1))
        message.seconds = sign * random.choice((0, 1, 315575999999, random.randint(0, 10**9)))
        message.nanos = sign * random.choice((0, 1, 500000000, 999999999))
    elif name == "google.protobuf.FieldMask":
        message.paths.extend(random.sample(["a", "unit_price", "b.long_name_x", "c9"],
                                           random.randrange(4)))
    elif name == "google.protobuf.Value":
        put_value(message, any_json(random, 2))
    elif name == "google.protobuf.ListValue":
        for _ in range(random.randrange(3)):
            put_value(message.values.add(), any_json(random, 1))
    elif name == "google.protobuf.Struct":
        for _ in range(random.randrange(3)):
            put_value(message.fields[text(random)], any_json(random, 1))
    elif name == "google.protobuf.Any":
        fill_any(random, message, depth, make)
    else:
        return False
    return True


def fill_map(random, field, target, depth, make):
    key = field.message_type.fields_by_name["key"]
    value = field.message_type.fields_by_name["value"]
    for _ in range(random.randrange(1, 4)):
        if value.message_type is None:
            target[scalar(random, key)] = scalar(random, value)
        else:
            fill(random, target[scalar(random, key)], depth - 1, make)


def fill(random, message, depth, make, chance=0.25):
    message.SetInParent()
    if fill_known(random, message, depth, make):
        return
    for field in message.DESCRIPTOR.fields:
        if field.label != Field.LABEL_REQUIRED and random.random() > chance:
            continue
        if field.message_type is not None and depth <= 0:
            continue
        target = getattr(message, field.name)
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            fill_map(random, field, target, depth, make)
        elif field.label == Field.LABEL_REPEATED:
            for _ in range(random.randrange(1, 4)):
                if field.message_type is None:
                    target.append(scalar(random, field))
                else:
                    fill(random, target.add(), depth - 1, make, 0.1)
        elif field.message_type is not None:
            fill(random, target, depth - 1, make, 0.1)
        else:
            setattr(message, field.name, scalar(random, field))
