# Writes each data frame of the R packages below LIBRARY as OUT/PACKAGE_NAME.csv: Rscript convert.R LIBRARY OUT
# Needs r-base-core alone: the packages are not loaded, only their data are.
arguments <- commandArgs(trailingOnly = TRUE)
root <- arguments[1]
out <- arguments[2]

isPlain <- function(column) is.atomic(column) && is.null(dim(column)) && !is.complex(column) && !is.raw(column)

write <- function(package, name, value) {
  if (is.matrix(value) && is.numeric(value)) value <- as.data.frame(value)
  if (!is.data.frame(value)) return(invisible())
  class(value) <- "data.frame"
  # A matrix among the columns becomes columns of its own; lists and formulas are left out.
  value <- do.call(cbind, lapply(names(value), function(column) {
    values <- value[[column]]
    if (is.matrix(values) && is.numeric(values)) {
      values <- as.data.frame(unclass(values))
      names(values) <- paste0(column, "_", seq_along(values))
      return(values)
    }
    if (!isPlain(values)) return(data.frame(row.names = seq_len(nrow(value))))
    frame <- data.frame(values, stringsAsFactors = FALSE)
    names(frame) <- column
    frame
  }))
  if (ncol(value) < 2 || nrow(value) < 20) return(invisible())
  for (column in names(value)) {
    values <- value[[column]]
    if (inherits(values, "POSIXt") || inherits(values, "Date")) value[[column]] <- format(values)
  }
  file <- file.path(out, paste0(package, "_", gsub("[^A-Za-z0-9]+", "-", name), ".csv"))
  utils::write.csv(value, file, row.names = FALSE, na = "")
}

for (package in list.files(root)) {
  data <- file.path(root, package, "data")
  if (file.exists(file.path(data, "Rdata.rdb"))) {
    frames <- new.env()
    lazyLoad(file.path(data, "Rdata"), frames)
    for (name in ls(frames)) write(package, name, frames[[name]])
  }
  for (file in list.files(data, pattern = "\\.(rda|RData)$", full.names = TRUE)) {
    frames <- new.env()
    for (name in load(file, frames)) write(package, name, frames[[name]])
  }
}
