#!/usr/bin/env bash
# Builds librdkafka, Kafka's native client, and installs it as librdkafka.so, where the package librdkafka.redist, which brings it on ordinary feeds, is not
# to be had. The sources are those in the npm package of Confluent's client for Node. Does nothing where that version is installed already.
# librdkafka.sh [FOLDER]: where to install it; /usr/local/lib by default. Needs npm, gcc, make, and the headers of OpenSSL and zlib.
set -euo pipefail
version=2.15.1 npm_version=1.10.1
folder=${1:-/usr/local/lib}
[ -e "$folder/librdkafka.so.$version" ] && { echo "librdkafka $version is in $folder."; exit; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
npm pack --silent "@confluentinc/kafka-javascript@$npm_version" > /dev/null
tar xzf ./*.tgz package/deps/librdkafka
cd package/deps/librdkafka

# A name with the whole version: kcat and others go on using the distribution's librdkafka.so.1.
{ ./configure --disable-gssapi --disable-sasl --disable-curl && make -j"$(nproc)" -C src LIBVER="$version" "librdkafka.so.$version"; } > "$scratch/log" 2>&1 ||
  { tail -n 20 "$scratch/log"; exit 1; }
grep -q 'WITH_SSL 1' config.h || { echo 'librdkafka was built without TLS: install libssl-dev.'; exit 1; }

strip src/librdkafka.so."$version"
mkdir -p "$folder"
install -m 644 src/librdkafka.so."$version" "$folder/"
ln -sf "librdkafka.so.$version" "$folder/librdkafka.so"
[ "$folder" != /usr/local/lib ] || ldconfig
echo "librdkafka $version is now in $folder."
