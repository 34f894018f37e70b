create table product (
  sku varchar(128) not null,
  description varchar(256),
  primary key (sku)
);
