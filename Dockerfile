# A static binary in an empty image, run by nobody in particular.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /out/kanal ./cmd/kanal
RUN mkdir -p /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/kanal /kanal
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV KANAL_DATA_DIR=/data KANAL_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/kanal", "health"]
ENTRYPOINT ["/kanal"]
CMD ["serve"]
